namespace LakeVersion.Delta.Actions;

/// <summary>What a V2 checkpoint says of itself (PROTOCOL.md, "Checkpoint Metadata"). It occurs in checkpoints only.</summary>
/// <param name="Version">The version whose state the checkpoint holds.</param>
internal sealed record CheckpointMetadata(long Version) : DeltaAction;
