namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv delta vacuum</c>.</summary>
internal sealed record DeltaVacuumShape
{
    public int Version { get; init; } = 1;

    /// <summary>Where the table is.</summary>
    public required string Location { get; init; }

    /// <summary>The version whose files were kept whatever their age.</summary>
    public required long TableVersion { get; init; }

    /// <summary>True where nothing was deleted.</summary>
    public required bool DryRun { get; init; }

    /// <summary>Files that no version from this time on needs, and that are not younger.</summary>
    public required DateTimeOffset Before { get; init; }

    /// <summary>How many files.</summary>
    public required long Files { get; init; }

    /// <summary>Their lengths together.</summary>
    public required long Bytes { get; init; }

    /// <summary>Their names, relative to the table.</summary>
    public required IReadOnlyList<string> Paths { get; init; }
}
