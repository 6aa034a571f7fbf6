using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv delta info</c>.</summary>
internal sealed record DeltaInfoShape
{
    public int Version { get; init; } = 1;

    public required string Location { get; init; }

    public required long TableVersion { get; init; }

    /// <summary>When the version was committed.</summary>
    public required DateTimeOffset Time { get; init; }

    public required string Id { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public required DeltaProtocolShape Protocol { get; init; }

    /// <summary>The columns that divide its files, in order.</summary>
    public required IReadOnlyList<string> PartitionColumns { get; init; }

    public required IReadOnlyDictionary<string, string?> Properties { get; init; }

    /// <summary>Rows; null where statistics do not tell.</summary>
    public long? Rows { get; init; }

    public required long Files { get; init; }

    public required long Bytes { get; init; }

    /// <summary>The version of the checkpoint at which reading the log began; null where it began at the first commit.</summary>
    public long? Checkpoint { get; init; }

    public required IReadOnlyList<DeltaDomainShape> Domains { get; init; }

    public required IReadOnlyList<DeltaApplicationShape> Transactions { get; init; }

    public static DeltaInfoShape Of(string location, DeltaSnapshot table) => new()
    {
        Location = location,
        TableVersion = table.Version,
        Time = table.Timestamp,
        Id = table.Metadata.Id,
        Name = table.Metadata.Name,
        Description = table.Metadata.Description,
        Protocol = new DeltaProtocolShape(
            table.Protocol.MinReaderVersion, table.Protocol.MinWriterVersion, table.Protocol.ReaderFeatures ?? [], table.Protocol.WriterFeatures ?? []),
        PartitionColumns = table.PartitionColumns,
        Properties = table.Properties,
        Rows = table.RowCount,
        Files = table.Files.Count,
        Bytes = table.SizeBytes,
        Checkpoint = table.CheckpointVersion,
        Domains = [.. table.Domains.Values.OrderBy(domain => domain.Domain, StringComparer.Ordinal).Select(domain => new DeltaDomainShape(domain.Domain, domain.Configuration))],
        Transactions = [.. table.Transactions.Values.OrderBy(own => own.AppId, StringComparer.Ordinal)
            .Select(own => new DeltaApplicationShape(own.AppId, own.Version, own.LastUpdated is { } time and > -62_135_596_800_000 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null))],
    };
}

/// <summary>What programs must understand.</summary>
internal sealed record DeltaProtocolShape(int MinReaderVersion, int MinWriterVersion, IReadOnlyList<string> ReaderFeatures, IReadOnlyList<string> WriterFeatures);

/// <summary>A named configuration in a table.</summary>
internal sealed record DeltaDomainShape(string Domain, string Configuration);

/// <summary>How far an application has come with writing.</summary>
internal sealed record DeltaApplicationShape(string AppId, long AppVersion, DateTimeOffset? LastUpdated);
