using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Transactions;

/// <summary>What a transaction wants at a path.</summary>
/// <param name="Path">The path.</param>
/// <param name="Entry">The entry; null deletes.</param>
public readonly record struct PathChange(LakePath Path, TreeEntry? Entry);
