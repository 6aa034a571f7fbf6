namespace LakeVersion.Delta.Committing;

/// <summary>What became of a commit.</summary>
/// <param name="Version">The version that holds the change; for a change that was there already, the newest version.</param>
/// <param name="WasApplied">True where an earlier run had made the change, and nothing was written now.</param>
public sealed record CommitResult(long Version, bool WasApplied = false);
