using LakeVersion.Versioning.Commits;

namespace LakeVersion.Versioning.Verifying;

/// <summary>What a commit must say by its parents (docs/format.md, section 5). Pure.</summary>
internal static class CommitRules
{
    private const int MostParents = 9;
    private const int MostApplied = 1000;

    /// <summary>The first rule that a commit breaks by itself, in words; null where it keeps to all.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="root">The lake's root commit; null where <c>lake.json</c> cannot be believed.</param>
    public static string? Fault(Commit commit, CommitId? root)
    {
        var record = commit.Record;
        return record.Parents.Count == 0 && root is { } known && known != commit.Id
                ? $"it has no parents: only the root commit {known} has none"
            : record.Parents.Count > MostParents ? $"it has {record.Parents.Count} parents: expected at most {MostParents}"
            : record.Parents.Count == 0 && (record.Generation, record.Depth) != (0, 0) ? $"a commit without parents has generation and depth 0: found {record.Generation} and {record.Depth}"
            : record.Applied is { Count: > MostApplied } many ? $"it stands for {many.Count} commits: expected at most {MostApplied}"
            : record.Applied?.FirstOrDefault(applied => applied.As is not (AppliedCommit.Squashed or AppliedCommit.Picked or AppliedCommit.Reverted)) is { } odd
                ? $"it stands for {odd.Commit.Abbreviated} as '{odd.As}': expected squashed, picked or reverted"
            : (record.Root == Trees.TreeRoot.Empty.Id) != commit.RootPlace is null
                ? $"its root {record.Root} has {(commit.RootPlace is null ? "no place" : "a place")}: expected one exactly where the tree has entries"
            : null;
    }

    /// <summary>The first rule that a commit breaks against its parents, all of which were read; null for none.</summary>
    public static string? Fault(Commit commit, IReadOnlyList<Commit> parents)
    {
        if (parents.Count == 0)
        {
            return null;
        }

        var record = commit.Record;
        var generation = parents.Max(parent => parent.Record.Generation) + 1;
        var skips = Ancestry.SkipsBehind(parents[0]);
        return record.Generation != generation ? $"its generation is {record.Generation}: expected {generation} by its parents"
            : record.Depth != parents[0].Record.Depth + 1 ? $"its depth is {record.Depth}: expected {parents[0].Record.Depth + 1} by its first parent"
            : !(skips ?? []).SequenceEqual(record.Ancestors ?? []) ? $"its skip ancestors are {Text(record.Ancestors)}: expected {Text(skips)} by its first parent"
            : null;
    }

    private static string Text(IReadOnlyList<CommitId>? ids) => ids is { Count: > 0 } ? string.Join(", ", ids.Select(id => id.Abbreviated)) : "none";
}
