using System.Text.Json;
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

    public IReadOnlyList<MergeConflictShape>? Conflicts { get; init; }

    public static PublishShape Of(PublishResult result, string into) => new()
    {
        Status = JsonNamingPolicy.CamelCase.ConvertName(result.Status.ToString()),
        Branch = result.Branch,
        IsKept = result.IsKept,
        Into = into,
        Commit = result.Head.Id.ToString(),
        Checks = result.Checks is { } report ? CheckReportShape.Of(report) : null,
        Conflicts = result.Conflicts.Count == 0 ? null : [.. result.Conflicts.Select(MergeConflictShape.Of)],
    };
}
