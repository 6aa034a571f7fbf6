using LakeVersion.Versioning.Commits;

namespace LakeVersion.Versioning.Verifying;

/// <summary>One thing that a check of a lake found.</summary>
public sealed record CheckFinding
{
    /// <summary>What it is about.</summary>
    public required CheckedThing Thing { get; init; }

    /// <summary>The key of the damaged object in the lake's store; of content outside its URI; of a table its path.</summary>
    public required string Key { get; init; }

    /// <summary>What is wrong: expected against found.</summary>
    public required string Fault { get; init; }

    /// <summary>What to do.</summary>
    public required string Advice { get; init; }

    /// <summary>True for damage; false for what a person should look at and may be in order.</summary>
    public bool IsDamage { get; init; } = true;

    /// <summary>Some of the commits that it hurts; not all.</summary>
    public IReadOnlyList<CommitId> Commits { get; init; } = [];

    /// <summary>Some of the names whose newest state it hurts, as <c>branch 'main'</c>; states that only history holds as <c>refs/branches/main entry 7</c>.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Some of the paths that it hurts.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];
}
