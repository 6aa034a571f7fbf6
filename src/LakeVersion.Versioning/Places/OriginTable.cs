namespace LakeVersion.Versioning.Places;

/// <summary>The origins of the node that is being written, in the order of their first use.</summary>
internal sealed class OriginTable
{
    private readonly List<Origin> origins = [];
    private readonly Dictionary<Origin, int> indexes = [];

    public IReadOnlyList<Origin> Origins => origins;

    public ulong IndexOf(Origin origin)
    {
        if (!indexes.TryGetValue(origin, out var index))
        {
            index = origins.Count;
            indexes.Add(origin, index);
            origins.Add(origin);
        }

        return (ulong)index;
    }

    public Origin[] ToArray() => [.. origins];

    public void Clear()
    {
        origins.Clear();
        indexes.Clear();
    }
}
