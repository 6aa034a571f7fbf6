using LakeVersion.Delta.Committing;

namespace LakeVersion.Delta.Conflicts;

/// <summary>How a rebase ended: with commits, or with conflicts; never with both.</summary>
/// <param name="Commits">My commits restated behind the winner's newest version, ascending; empty where there are conflicts.</param>
/// <param name="Conflicts">Why they cannot follow; empty where they can.</param>
public sealed record RebaseOutcome(IReadOnlyList<StagedCommit> Commits, IReadOnlyList<TableConflict> Conflicts)
{
    /// <summary>True where the commits can be published.</summary>
    public bool Succeeded => Conflicts.Count == 0;
}
