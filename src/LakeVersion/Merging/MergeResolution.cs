namespace LakeVersion.Merging;

/// <summary>What becomes of conflicts: decisions one by one, and patterns for the rest.</summary>
public sealed record MergeResolution
{
    /// <summary>Decisions about a path, table, key or cell. The closer one counts: a cell's before its row's before its table's.</summary>
    public IReadOnlyList<ConflictDecision> Decisions { get; init; } = [];

    /// <summary>Paths whose conflicts, where no decision is about them, are decided for the destination: patterns with <c>*</c>, which
    /// a path or a folder above it matches.</summary>
    public IReadOnlyList<string> Ours { get; init; } = [];

    /// <summary>Paths whose conflicts, where no decision is about them, are decided for the source.</summary>
    public IReadOnlyList<string> Theirs { get; init; } = [];

    /// <summary>Everything as the destination has it.</summary>
    public static MergeResolution AllOurs { get; } = new() { Ours = ["*"] };

    /// <summary>Everything as the source has it.</summary>
    public static MergeResolution AllTheirs { get; } = new() { Theirs = ["*"] };
}
