namespace LakeVersion.Cli.Shapes;

/// <summary>What a verb did to a plain table; the same for all of them.</summary>
internal sealed record TableChangeShape
{
    public int Version { get; init; } = 1;

    /// <summary>The verb: <c>delete</c>, <c>optimize</c> …</summary>
    public required string Verb { get; init; }

    /// <summary>Where the table is.</summary>
    public required string Location { get; init; }

    /// <summary><c>committed</c>, or <c>unchanged</c>: nothing was to change.</summary>
    public required string Status { get; init; }

    /// <summary>The version that the change made; where nothing changed the newest one.</summary>
    public required long TableVersion { get; init; }

    /// <summary>Figures of the operation, in Spark's words.</summary>
    public required IReadOnlyDictionary<string, long> Figures { get; init; }
}
