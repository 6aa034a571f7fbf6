using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Files;

namespace LakeVersion.Delta.Snapshots;

/// <summary>The result of replaying a log up to one version (PROTOCOL.md, "Action Reconciliation"). Immutable.</summary>
internal sealed record TableState
{
    /// <summary>The state before the first version.</summary>
    public static TableState Empty { get; } = new();

    public long Version { get; init; } = -1;

    public ProtocolAction? Protocol { get; init; }

    public MetadataAction? Metadata { get; init; }

    /// <summary>The provenance of the newest version alone; null where its commit does not say, or was cleaned up.</summary>
    public CommitInfo? Info { get; init; }

    /// <summary>The newest commit file's time, moved up where needed so that times ascend with versions.</summary>
    public DateTimeOffset FileTime { get; init; } = DateTimeOffset.MinValue;

    /// <summary>The version of the checkpoint that the reading began at; null where it began at the first commit.</summary>
    public long? Checkpoint { get; init; }

    /// <summary>What came to the log since its newest known checkpoint.</summary>
    public LogGrowth Growth { get; init; } = LogGrowth.None;

    public FileSet Files { get; init; } = FileSet.Empty;

    public IReadOnlyDictionary<string, AppTransaction> Transactions { get; init; } = new Dictionary<string, AppTransaction>();

    public IReadOnlyDictionary<string, DomainMetadata> Domains { get; init; } = new Dictionary<string, DomainMetadata>();
}
