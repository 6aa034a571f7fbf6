using LakeVersion.Versioning.Erasing;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv erase status</c>.</summary>
internal sealed record EraseStatusShape
{
    public int Version { get; init; } = 1;

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<ErasureLineShape> Erasures { get; init; }
}

/// <summary>One erasure.</summary>
internal sealed record ErasureLineShape
{
    public required long Erasure { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required string Author { get; init; }

    public required string Reason { get; init; }

    public required int Contents { get; init; }

    public required int Places { get; init; }

    /// <summary>Left out until a second look found nothing more.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>From when on the second look may be taken; left out where it was.</summary>
    public DateTimeOffset? LookAgainAt { get; init; }

    public static ErasureLineShape Of(ErasureStatus status) => new()
    {
        Erasure = status.Erasure,
        Time = status.Time,
        Author = status.Author,
        Reason = status.Reason,
        Contents = status.Contents,
        Places = status.Places,
        DoneAt = status.DoneAt,
        LookAgainAt = status.LookAgainAt,
    };
}
