namespace LakeVersion.Versioning.Collection;

/// <summary>Where collecting stands.</summary>
public enum CollectorState
{
    /// <summary>There was no collection yet.</summary>
    Never,

    /// <summary>A collection said what it lets go of, and waits out the grace period.</summary>
    Waiting,

    /// <summary>A collection may delete now, and did not do so to the end.</summary>
    Ready,

    /// <summary>The newest collection was carried out.</summary>
    Done,
}

/// <summary>Where collecting stands, and by what rules.</summary>
public sealed record CollectorStatus
{
    /// <summary>Where it stands.</summary>
    public required CollectorState State { get; init; }

    /// <summary>The newest collection; null where there is none.</summary>
    public GcRecord? Record { get; init; }

    /// <summary>When the newest collection may delete; null where it let go of no state, or there is none.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>What the newest collection freed; null where it is not through.</summary>
    public CollectionOutcome? Outcome { get; init; }

    /// <summary>The rules in force.</summary>
    public required IReadOnlyList<Retention.RetentionRule> Rules { get; init; }

    /// <summary>The grace period in force.</summary>
    public required TimeSpan Grace { get; init; }
}

/// <summary>What a collection does, or would do.</summary>
public sealed record CollectionResult
{
    /// <summary>The collection's number; of a plan the number that it would have.</summary>
    public required long K { get; init; }

    /// <summary>Where it stands.</summary>
    public required CollectorState State { get; init; }

    /// <summary>What was done about erasures; null where nothing was ever erased, and for plans.</summary>
    public Erasing.ErasureFinish? Erasures { get; init; }

    /// <summary>When it may delete; null: at once.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>Keys of epochs up to the one that ends here may be deleted; null where none may.</summary>
    public DateTimeOffset? SweepsUntil { get; init; }

    /// <summary>The states that expire which the collection before kept, by the log's name, in order.</summary>
    public required IReadOnlyList<ExpiredName> Expired { get; init; }

    /// <summary>What was freed, or would be; null where nothing was looked at, since the grace period is not over.</summary>
    public SweepReport? Freed { get; init; }
}

/// <summary>What a name lets go of.</summary>
/// <param name="Name">Kind and name, as <c>branch 'main'</c>.</param>
/// <param name="From">The oldest entry number that was kept so far.</param>
/// <param name="To">The oldest entry number that is kept now.</param>
public sealed record ExpiredName(string Name, long From, long To);
