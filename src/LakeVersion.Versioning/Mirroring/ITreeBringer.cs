using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Brings the trees of a batch of commits into a mirror.</summary>
internal interface ITreeBringer
{
    /// <summary>When it returns, all that the trees need is there; their roots' places in the mirror are returned.</summary>
    ValueTask<IReadOnlyDictionary<CommitId, Locator?>> BringAsync(IReadOnlyList<TreeToBring> batch, CancellationToken cancellationToken);
}

/// <summary>A commit's tree.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Root">Its tree by the source's places.</param>
/// <param name="Beside">The trees of its parents, where they are brought.</param>
internal sealed record TreeToBring(CommitId Commit, TreeRoot Root, IReadOnlyList<TreeBeside> Beside);

/// <summary>A tree that is in the mirror, or comes with the same batch before the one that it stands beside.</summary>
/// <param name="Commit">Its commit.</param>
/// <param name="Source">The tree by the source's places.</param>
/// <param name="Target">The tree by the mirror's places; null where it is of the same batch.</param>
internal sealed record TreeBeside(CommitId Commit, TreeRoot Source, TreeRoot? Target);
