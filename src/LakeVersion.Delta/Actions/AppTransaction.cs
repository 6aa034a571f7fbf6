namespace LakeVersion.Delta.Actions;

/// <summary>How far an application has come: the <c>txn</c> action (PROTOCOL.md, "Transaction Identifiers").</summary>
public sealed record AppTransaction : DeltaAction
{
    /// <summary>The application's id.</summary>
    public required string AppId { get; init; }

    /// <summary>The application's own number of what it wrote last.</summary>
    public required long Version { get; init; }

    /// <summary>When this was written, in milliseconds since the Unix epoch; null where unknown.</summary>
    public long? LastUpdated { get; init; }
}
