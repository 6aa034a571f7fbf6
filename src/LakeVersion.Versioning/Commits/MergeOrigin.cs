namespace LakeVersion.Versioning.Commits;

/// <summary>What a merge of two commits begins from.</summary>
/// <param name="Bases">
/// The greatest commits that both sides contain with all before them, be it along parents or through <c>squashed</c> and
/// <c>picked</c> entries of <see cref="CommitRecord.Applied"/>; greatest generation first, none of them before another. At least one.
/// A side that the other contains is the only base. It need not be the other's ancestor along parents: a squash makes it so, too.
/// </param>
/// <param name="Common">
/// Single commits beyond the bases that both sides contain, by ancestry on one side and a pick on the other or by picks on both, parents
/// before children. What one of them brings (a merge, a squash, a pick of a pick) is not named beside it. Their changes, each against its
/// first parent, belong to what the merge begins from.
/// </param>
public sealed record MergeOrigin(IReadOnlyList<Commit> Bases, IReadOnlyList<Commit> Common);
