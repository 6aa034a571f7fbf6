using System.Text.Json;
using LakeVersion.Merging;

namespace LakeVersion.Cli.Shapes;

/// <summary>What came of <c>lv merge</c>, <c>cherry-pick</c>, <c>rebase</c> or <c>squash</c>; of <c>lv revert</c> where it conflicts.</summary>
internal sealed record MergeShape
{
    public int Version { get; init; } = 1;

    /// <summary>The verb.</summary>
    public required string Verb { get; init; }

    /// <summary><c>merged</c>, <c>fastForwarded</c>, <c>upToDate</c> or <c>conflicts</c>; with <c>--check</c> and <c>--dry-run</c> what it would be.</summary>
    public required string Status { get; init; }

    /// <summary>True where it was only tried.</summary>
    public bool IsDryRun { get; init; }

    /// <summary><c>branch</c>.</summary>
    public string Kind { get; init; } = "branch";

    /// <summary>The branch, and where it stands afterwards.</summary>
    public required NameShape Name { get; init; }

    /// <summary>Where it stood before; ours.</summary>
    public required string Before { get; init; }

    /// <summary>What came in; theirs.</summary>
    public required string Theirs { get; init; }

    /// <summary>How many commits were made anew.</summary>
    public int Replayed { get; init; }

    /// <summary>Commits of a range or a rebase that were not made anew, since all of them is held there already; null for none.</summary>
    public IReadOnlyList<string>? LeftOut { get; init; }

    /// <summary>The commit whose change conflicted, where several were to be made anew.</summary>
    public string? At { get; init; }

    /// <summary>What the branch got, outside tables and tables, in path order; null where nothing.</summary>
    public IReadOnlyList<ChangeShape>? Changes { get; init; }

    /// <summary>All conflicts that are left, by path, kind, key and column.</summary>
    public IReadOnlyList<MergeConflictShape> Conflicts { get; init; } = [];
}

/// <summary>A conflict; base, ours and theirs are what each side has, left out where it has nothing.</summary>
internal sealed record MergeConflictShape
{
    public required string Kind { get; init; }

    public required string Path { get; init; }

    /// <summary>The key's values.</summary>
    public JsonElement? Key { get; init; }

    public string? Column { get; init; }

    /// <summary>The commit whose change met it, where commits are picked, taken back or made anew.</summary>
    public string? Commit { get; init; }

    public JsonElement? Base { get; init; }

    public JsonElement? Ours { get; init; }

    public JsonElement? Theirs { get; init; }

    public required string Reason { get; init; }

    public static MergeConflictShape Of(MergeConflict conflict) => new()
    {
        Kind = JsonNamingPolicy.CamelCase.ConvertName(conflict.Kind.ToString()),
        Path = conflict.Path,
        Key = Element(conflict.Key),
        Column = conflict.Column,
        Commit = conflict.Commit?.ToString(),
        Base = Element(conflict.Base),
        Ours = Element(conflict.Ours),
        Theirs = Element(conflict.Theirs),
        Reason = conflict.Reason,
    };

    private static JsonElement? Element(string? json) => json is null ? null : JsonDocument.Parse(json).RootElement;
}
