namespace LakeVersion.Delta.Actions;

/// <summary>The configuration of a named domain (PROTOCOL.md, "Domain Metadata").</summary>
public sealed record DomainMetadata : DeltaAction
{
    /// <summary>The domain's name; names with <c>delta.</c> in front belong to the protocol.</summary>
    public required string Domain { get; init; }

    /// <summary>The configuration, opaque to us.</summary>
    public required string Configuration { get; init; }

    /// <summary>True deletes the domain.</summary>
    public required bool Removed { get; init; }
}
