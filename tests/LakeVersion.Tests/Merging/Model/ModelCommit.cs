using LakeVersion.Versioning.Commits;

namespace LakeVersion.Tests.Merging.Model;

/// <summary>A commit of the model's graph.</summary>
/// <param name="Commit">The lake's commit, for its id, generation and time alone.</param>
/// <param name="Parents">What it stands on.</param>
/// <param name="Squashed">Commits that it stands for with all before them.</param>
/// <param name="Picked">Commits whose own change it stands for.</param>
/// <param name="State">What it holds.</param>
internal sealed record ModelCommit(
    Commit Commit, IReadOnlyList<CommitId> Parents, IReadOnlyList<CommitId> Squashed, IReadOnlyList<CommitId> Picked, ModelState State)
{
    public CommitId Id => Commit.Id;

    public long Generation => Commit.Record.Generation;
}
