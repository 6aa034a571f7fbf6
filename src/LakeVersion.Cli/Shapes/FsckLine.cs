using LakeVersion.Versioning.Verifying;

namespace LakeVersion.Cli.Shapes;

/// <summary>A finding of <c>lv fsck</c>: one line of JSON each, as they are made.</summary>
internal sealed record FsckLine
{
    public int Version { get; init; } = 1;

    /// <summary><c>damage</c>, or <c>doubt</c> for what a person should look at.</summary>
    public required string Finding { get; init; }

    /// <summary><c>identity</c>, <c>entry</c>, <c>collection</c>, <c>commit</c>, <c>node</c>, <c>pack</c>, <c>content</c>, <c>outside</c> or <c>table</c>.</summary>
    public required string Thing { get; init; }

    /// <summary>The key in the store; of content outside its URI; of a table its path.</summary>
    public required string Key { get; init; }

    /// <summary>Expected against found.</summary>
    public required string Fault { get; init; }

    public required string Advice { get; init; }

    /// <summary>Some of the commits that it hurts.</summary>
    public required IReadOnlyList<string> Commits { get; init; }

    /// <summary>Some of the names that it hurts.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Some of the paths that it hurts.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    public static FsckLine Of(CheckFinding finding) => new()
    {
        Finding = finding.IsDamage ? "damage" : "doubt",
        Thing = finding.Thing.ToString().ToLowerInvariant(),
        Key = finding.Key,
        Fault = finding.Fault,
        Advice = finding.Advice,
        Commits = [.. finding.Commits.Select(commit => commit.ToString())],
        Names = finding.Names,
        Paths = finding.Paths,
    };
}
