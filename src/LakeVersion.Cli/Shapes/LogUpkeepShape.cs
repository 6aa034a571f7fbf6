namespace LakeVersion.Cli.Shapes;

/// <summary>What a verb did to a plain table's log, which is no version of the table.</summary>
internal sealed record LogUpkeepShape
{
    public int Version { get; init; } = 1;

    /// <summary>The verb: <c>checkpoint</c>, <c>clean-log</c>, <c>compact-log</c>.</summary>
    public required string Verb { get; init; }

    /// <summary>Where the table is.</summary>
    public required string Location { get; init; }

    /// <summary>The files of the log that were written, or deleted, relative to the table.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Their length; null where it is not known.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>The version of a checkpoint; null for other verbs.</summary>
    public long? TableVersion { get; init; }

    /// <summary>The oldest version that can be read after a clean-up; null for other verbs.</summary>
    public long? FirstVersion { get; init; }

    /// <summary>True where nothing was done.</summary>
    public bool DryRun { get; init; }
}
