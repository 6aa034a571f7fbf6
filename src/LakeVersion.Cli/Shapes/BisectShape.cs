using LakeVersion.Tracing;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv bisect</c>.</summary>
internal sealed record BisectShape
{
    public int Version { get; init; } = 1;

    /// <summary>Left out where commits that could not be tested leave several.</summary>
    public CommitShape? FirstBad { get; init; }

    /// <summary>The commits of which one is the first bad one, newest first.</summary>
    public required IReadOnlyList<CommitShape> Suspects { get; init; }

    /// <summary>What was tested, in order.</summary>
    public required IReadOnlyList<BisectStepShape> Steps { get; init; }

    public static BisectShape Of(BisectResult result) => new()
    {
        FirstBad = result.FirstBad is { } bad ? CommitShape.Of(bad) : null,
        Suspects = [.. result.Suspects.Select(CommitShape.Of)],
        Steps = [.. result.Steps.Select(step => new BisectStepShape(step.Commit.Id.ToString(), step.Answer.ToString().ToLowerInvariant()))],
    };
}

/// <summary>A commit that was tested: <c>good</c>, <c>bad</c> or <c>skip</c>.</summary>
internal sealed record BisectStepShape(string Commit, string Answer);
