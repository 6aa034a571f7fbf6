using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Commits;

/// <summary>What becomes part of a branch by a movement that takes others' commits over (docs/format.md, section 6, <c>brings</c>).</summary>
internal static class BroughtCommits
{
    /// <summary>The most commits that an entry names.</summary>
    public const int Most = 256;

    /// <summary>All commits of the tips that the state before did not contain, newest first; where they are too many, the tips alone.</summary>
    /// <remarks>What was let go of is not brought: a state of this log must be whole. The tips' own sources are checked by who takes them over.</remarks>
    public static async ValueTask<IReadOnlyList<CommitId>> OfAsync(
        LakeStore lake, Commit before, IReadOnlyCollection<Commit> tips, GcView gc, CancellationToken cancellationToken)
    {
        var all = await lake.MergeBases.AtMostAsync(tips, [before], Most, cancellationToken).ConfigureAwait(false);
        var tipIds = tips.Select(tip => tip.Id).ToHashSet();
        return [.. (all ?? MergeBases.InOrder(tips)).Reverse().Where(commit => tipIds.Contains(commit.Id) || !IsExpired(commit, gc)).Select(commit => commit.Id)];
    }

    private static bool IsExpired(Commit commit, GcView gc) =>
        commit.Record.Entry > 0 && gc.IsExpired(new LogState(RefName.Branch(commit.Record.Branch).Log, commit.Record.Entry));
}
