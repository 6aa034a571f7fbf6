using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Transactions;

/// <summary>A path that a transaction and the branch it is rebased onto changed in ways that exclude each other.</summary>
/// <param name="Path">The path.</param>
/// <param name="Reason">What excludes what, as a clause.</param>
/// <param name="Base">The entry that the transaction began with; null where there was none.</param>
/// <param name="Ours">The entry of the branch now (ours is always the destination); null where there is none.</param>
/// <param name="Theirs">The entry that the transaction wants; null where it deletes.</param>
public sealed record PathConflict(LakePath Path, string Reason, TreeEntry? Base = null, TreeEntry? Ours = null, TreeEntry? Theirs = null);
