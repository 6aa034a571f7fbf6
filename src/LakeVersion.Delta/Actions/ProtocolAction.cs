namespace LakeVersion.Delta.Actions;

/// <summary>What a program must understand to read and write the table (PROTOCOL.md, "Protocol Evolution").</summary>
public sealed record ProtocolAction : DeltaAction
{
    /// <summary>The least reader version, 1 to 3.</summary>
    public required int MinReaderVersion { get; init; }

    /// <summary>The least writer version, 1 to 7.</summary>
    public required int MinWriterVersion { get; init; }

    /// <summary>Features that a reader must have; null below reader version 3.</summary>
    public IReadOnlyList<string>? ReaderFeatures { get; init; }

    /// <summary>Features that a writer must have; null below writer version 7.</summary>
    public IReadOnlyList<string>? WriterFeatures { get; init; }
}
