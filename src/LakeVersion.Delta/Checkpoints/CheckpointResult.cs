namespace LakeVersion.Delta.Checkpoints;

/// <summary>A checkpoint that was written.</summary>
/// <param name="Version">The version whose state it holds.</param>
/// <param name="Path">Its file, relative to the table.</param>
/// <param name="Actions">All actions in it.</param>
/// <param name="Files">The live files among them.</param>
/// <param name="SizeBytes">The length of its file and of its sidecars.</param>
public sealed record CheckpointResult(long Version, string Path, long Actions, long Files, long SizeBytes);
