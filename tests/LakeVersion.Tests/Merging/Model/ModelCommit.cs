using LakeVersion.Versioning.Commits;

namespace LakeVersion.Tests.Merging.Model;

/// <summary>A commit of the model's graph.</summary>
/// <param name="Commit">The lake's commit, for its id, generation and time alone.</param>
/// <param name="Parents">What it stands on.</param>
/// <param name="Squashed">Commits that it stands for with all before them.</param>
/// <param name="Picked">Commits whose own change it stands for.</param>
/// <param name="State">What it holds.</param>
/// <param name="Reverted">The commit that it took back.</param>
/// <param name="RevertedTo">The parent of that one whose state it went back to, from 0.</param>
internal sealed record ModelCommit(
    Commit Commit, IReadOnlyList<CommitId> Parents, IReadOnlyList<CommitId> Squashed, IReadOnlyList<CommitId> Picked, ModelState State,
    CommitId? Reverted = null, int RevertedTo = 0)
{
    public CommitId Id => Commit.Id;

    /// <summary>The commits whose own changes the state holds.</summary>
    public HashSet<CommitId> Standing { get; } = [];

    public long Generation => Commit.Record.Generation;
}
