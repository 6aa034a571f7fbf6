using LakeVersion.Checks;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv check</c>; also part of <c>lv publish</c>.</summary>
internal sealed record CheckReportShape
{
    public int Version { get; init; } = 1;

    /// <summary>The commit that was checked; left out where it is not published.</summary>
    public string? Commit { get; init; }

    public required bool Passed { get; init; }

    public required IReadOnlyList<CheckResultShape> Checks { get; init; }

    public static CheckReportShape Of(CheckReport report, string? commit = null) => new()
    {
        Commit = commit,
        Passed = report.Passed,
        Checks = [.. report.Results.Select(result => new CheckResultShape(result.Name, result.Passed, [.. result.Failures.Select(CheckFailureShape.Of)]))],
    };
}

/// <summary>What a check found.</summary>
internal sealed record CheckResultShape(string Name, bool Passed, IReadOnlyList<CheckFailureShape> Failures);

/// <summary>Something that is wrong.</summary>
internal sealed record CheckFailureShape(string Message, string? Table, string? Column, long? Rows, IReadOnlyList<string> Examples)
{
    public static CheckFailureShape Of(CheckFailure failure) => new(failure.Message, failure.Table, failure.Column, failure.Rows, failure.Examples);
}
