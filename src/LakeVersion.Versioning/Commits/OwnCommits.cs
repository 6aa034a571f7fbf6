namespace LakeVersion.Versioning.Commits;

/// <summary>What one commit has and another lacks, commit by commit, as it is to be made anew on top of the other. Merges are left out: what they brought is there itself.</summary>
/// <param name="Commits">What is to be made anew, parents before children.</param>
/// <param name="Held">What the other contains already: itself, or all that it stands for.</param>
public sealed record OwnCommits(IReadOnlyList<OwnCommit> Commits, IReadOnlyList<Commit> Held);

/// <summary>A commit that is to be made anew.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Origin">
/// Null where its change is that against its first parent. A commit that stands for several, some of which are there already, brings what it has
/// beyond this: what a merge of it would begin from, with all made anew that comes before it.
/// </param>
public sealed record OwnCommit(Commit Commit, MergeOrigin? Origin);
