namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv gc status</c>.</summary>
internal sealed record GcStatusShape
{
    public int Version { get; init; } = 1;

    /// <summary>As in <see cref="GcShape.State"/>.</summary>
    public required string State { get; init; }

    /// <summary>The newest collection; left out where there is none.</summary>
    public long? Collection { get; init; }

    /// <summary>When it said what it lets go of.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>When it may delete; left out: at once.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>When it was through; left out where it is not.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>What its last run freed; left out where it is not through.</summary>
    public FreedShape? Freed { get; init; }

    /// <summary>The grace period in force, as <c>7d</c>.</summary>
    public required string Grace { get; init; }

    /// <summary>The retention rules in force; without any, nothing that can be reached is let go.</summary>
    public required IReadOnlyList<RetentionRuleShape> Rules { get; init; }
}
