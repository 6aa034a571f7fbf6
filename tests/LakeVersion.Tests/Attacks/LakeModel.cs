namespace LakeVersion.Tests.Attacks;

/// <summary>What a lake with one table and a few files must hold, in a few lines.</summary>
/// <param name="Days">The table's rows, each a day that was appended once; null where there is no table.</param>
/// <param name="Files">Path to content.</param>
internal sealed record LakeModel(IReadOnlyList<int>? Days, IReadOnlyDictionary<string, int> Files)
{
    public static LakeModel Empty { get; } = new(null, new Dictionary<string, int>());

    public LakeModel Put(string path, int content) => this with { Files = new Dictionary<string, int>(Files) { [path] = content } };

    public LakeModel Delete(string path) => this with { Files = Files.Where(pair => pair.Key != path).ToDictionary() };

    /// <summary>What a revert of a step leaves, or null where later steps changed the same.</summary>
    public LakeModel? Revert(LakeModel before, LakeModel after)
    {
        var files = new Dictionary<string, int>(Files);
        foreach (var path in before.Files.Keys.Union(after.Files.Keys))
        {
            var (was, made, now) = (Of(before, path), Of(after, path), Of(this, path));
            if (was == made || now == was)
            {
                continue;
            }

            if (now != made)
            {
                return null;
            }

            files.Remove(path);
            if (was is { } content)
            {
                files[path] = content;
            }
        }

        return this with { Files = files };
    }

    /// <summary>The rows that a revert of a step must leave where it succeeds: what it added is gone, what it took is back.</summary>
    public IReadOnlyList<int>? DaysReverted(LakeModel before, LakeModel after)
    {
        if (Same(before.Days, after.Days))
        {
            return Days;
        }

        return before.Days is null ? null
            : after.Days is null ? before.Days
            : [.. (Days ?? []).Except(after.Days.Except(before.Days)).Union(before.Days.Except(after.Days)).Order()];
    }

    public override string ToString() =>
        $"days {(Days is null ? "none" : string.Join(",", Days.Order()))}; files {string.Join(",", Files.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))}";

    private static int? Of(LakeModel model, string path) => model.Files.TryGetValue(path, out var content) ? content : null;

    private static bool Same(IReadOnlyList<int>? left, IReadOnlyList<int>? right) =>
        left is null || right is null ? left is null && right is null : left.Order().SequenceEqual(right.Order());
}
