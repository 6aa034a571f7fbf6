namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv resolve</c>.</summary>
internal sealed record ResolveShape
{
    public int Version { get; init; } = 1;

    public required string Branch { get; init; }

    public required long Entry { get; init; }

    public required string Transaction { get; init; }

    /// <summary><c>done</c>: it is in the lake; <c>notPublished</c>: another's entry has the number; <c>aborted</c>: an abort has it.
    /// The last two are for good.</summary>
    public required string Outcome { get; init; }

    /// <summary>The transaction's commit; null where it is not in the lake, or made none.</summary>
    public string? Commit { get; init; }

    /// <summary>What stands at the number: the operation, and who did it.</summary>
    public required string Operation { get; init; }

    public required string Author { get; init; }
}
