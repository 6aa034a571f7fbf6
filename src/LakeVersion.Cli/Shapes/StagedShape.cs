namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv begin</c> and <c>lv abort</c>.</summary>
internal sealed record StagedShape
{
    public int Version { get; init; } = 1;

    /// <summary>The transaction's id, for <c>--tx</c>.</summary>
    public required string Transaction { get; init; }

    public required string Branch { get; init; }

    /// <summary><c>begun</c> or <c>aborted</c>.</summary>
    public required string Status { get; init; }
}
