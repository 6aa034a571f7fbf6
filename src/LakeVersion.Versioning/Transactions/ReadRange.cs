namespace LakeVersion.Versioning.Transactions;

/// <summary>What a serializable transaction read: one path, or all paths that begin with a text.</summary>
/// <param name="Text">The path or the beginning.</param>
/// <param name="IsPrefix">True for a beginning.</param>
internal readonly record struct ReadRange(string Text, bool IsPrefix);
