using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.Conformance;

/// <summary>What is expected of a fixture.</summary>
/// <param name="Table">The fixture's name.</param>
/// <param name="Exercises">What the table is there for, in a few words.</param>
internal sealed record CatalogueEntry(string Table, string Exercises)
{
    /// <summary>The kind with which the newest version must fail; null where it must be read.</summary>
    public LakeErrorKind? Kind { get; init; }

    /// <summary>What the message of the failure must say.</summary>
    public string Says { get; init; } = "";

    /// <summary>Why the specification asks for the failure: its section, and the sentence in our words.</summary>
    public string? Reason { get; init; }

    /// <summary>A log with the same commits and checkpoints as far as both have them, where this one's own commits are incomplete.</summary>
    public string? SameAs { get; init; }

    /// <summary>The newest version, where it is not the number of commits less one.</summary>
    public long? Newest { get; init; }

    /// <summary>The version whose state the newest one has, where another version was copied over.</summary>
    public long? NewestIs { get; init; }

    /// <summary>The version of a checkpoint that was written apart from the commits, and the table's id in it: a reader goes by the checkpoint ("Checkpoints").</summary>
    public (long Version, string Id)? CheckpointId { get; init; }

    /// <summary>Versions that cannot be read, as commits are missing.</summary>
    public IReadOnlyList<long> Broken { get; init; } = [];
}
