namespace LakeVersion.Delta.Upkeep;

/// <summary>What a clean-up of a log did, or would do.</summary>
/// <param name="FirstVersion">The oldest version that can still be read.</param>
/// <param name="Deleted">The files of the log that were deleted, relative to the table.</param>
/// <param name="SizeBytes">Their length.</param>
public sealed record LogCleanUpResult(long FirstVersion, IReadOnlyList<string> Deleted, long SizeBytes);
