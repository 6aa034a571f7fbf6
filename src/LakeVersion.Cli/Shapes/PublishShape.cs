using System.Text.Json;
using LakeVersion.Cli.Output;
using LakeVersion.Merging;
using LakeVersion.Publishing;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv publish</c>.</summary>
internal sealed record PublishShape
{
    public int Version { get; init; } = 1;

    /// <summary><c>published</c>, <c>unchanged</c>, <c>checksFailed</c> or <c>conflicts</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The branch that held the work, and whether it is still there.</summary>
    public required string Branch { get; init; }

    public required bool IsKept { get; init; }

    public required string Into { get; init; }

    /// <summary>The commit that the destination stands at.</summary>
    public required string Commit { get; init; }

    /// <summary>Left out where they did not run.</summary>
    public CheckReportShape? Checks { get; init; }

    public IReadOnlyList<PublishConflictShape>? Conflicts { get; init; }

    public static PublishShape Of(PublishResult result, string into) => new()
    {
        Status = JsonNamingPolicy.CamelCase.ConvertName(result.Status.ToString()),
        Branch = result.Branch,
        IsKept = result.IsKept,
        Into = into,
        Commit = result.Head.Id.ToString(),
        Checks = result.Checks is { } report ? CheckReportShape.Of(report) : null,
        Conflicts = result.Conflicts.Count == 0 ? null : [.. result.Conflicts.Select(PublishConflictShape.Of)],
    };
}

/// <summary>What excludes what; <c>base</c>, <c>ours</c> (the destination's) and <c>theirs</c> are left out where nothing is there.</summary>
internal sealed record PublishConflictShape(
    string Kind, string Path, string? Key, string? Column, JsonElement? Base, JsonElement? Ours, JsonElement? Theirs, string Reason)
{
    public static PublishConflictShape Of(MergeConflict conflict) => new(
        JsonNamingPolicy.CamelCase.ConvertName(conflict.Kind.ToString()),
        conflict.Path,
        conflict.Key,
        conflict.Column,
        JsonText.Element(conflict.Base),
        JsonText.Element(conflict.Ours),
        JsonText.Element(conflict.Theirs),
        conflict.Reason);
}
