namespace LakeVersion.Delta.Actions;

/// <summary>A Parquet file with file actions of a checkpoint (PROTOCOL.md, "Sidecar File Information"). It occurs in checkpoints only.</summary>
/// <param name="Path">Its name in the folder of sidecars.</param>
/// <param name="SizeBytes">Its length in bytes.</param>
internal sealed record SidecarFile(string Path, long SizeBytes) : DeltaAction
{
    /// <summary>When it was written, in milliseconds since the Unix epoch; null where it was not read.</summary>
    public long? ModificationTime { get; init; }
}
