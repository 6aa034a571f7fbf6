using LakeVersion.Storage;

namespace LakeVersion.Delta.Checking;

/// <summary>Compares what a version needs with what a listing shows, object by object; memory is that of the needed names. Pure.</summary>
/// <param name="needed">The files needed, with their lengths; null for any length.</param>
internal sealed class FolderComparison(Dictionary<StoreKey, long?> needed)
{
    private readonly HashSet<StoreKey> seen = [];

    public List<MismatchingFile> Mismatching { get; } = [];

    public List<ExtraFile> Extra { get; } = [];

    /// <summary>Needed files that were not seen.</summary>
    public IEnumerable<MissingFile> Missing => needed.Where(file => !seen.Contains(file.Key))
        .OrderBy(file => file.Key).Select(file => new MissingFile(file.Key.Value, file.Value));

    public void See(StoreKey key, long sizeBytes)
    {
        if (needed.TryGetValue(key, out var expected))
        {
            seen.Add(key);
            if (expected is { } size && size != sizeBytes)
            {
                Mismatching.Add(new MismatchingFile(key.Value, size, sizeBytes));
            }
        }
        else if (!IsHidden(key.Value))
        {
            Extra.Add(new ExtraFile(key.Value, sizeBytes));
        }
    }

    // The log, and what other programs keep beside the data: a vacuum leaves them alone too. Change data and the folders of
    // partitions whose column begins so are not meant.
    private static bool IsHidden(string name)
    {
        foreach (var range in name.AsSpan().Split('/'))
        {
            var segment = name.AsSpan(range);
            if (segment[0] is '_' or '.' && !segment.Contains('=') && segment is not "_change_data")
            {
                return true;
            }
        }

        return false;
    }
}
