using LakeVersion.Storage;

namespace LakeVersion.Versioning.Erasing;

/// <summary>Where one erasure stands.</summary>
public sealed record ErasureStatus
{
    /// <summary>Its number.</summary>
    public required long Erasure { get; init; }

    /// <summary>When it was ordered, by the store's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Who ordered it.</summary>
    public required string Author { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>How many contents.</summary>
    public required int Contents { get; init; }

    /// <summary>From how many places.</summary>
    public required int Places { get; init; }

    /// <summary>When the second look found nothing more; null before.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>From when on the second look may be taken; null where it was.</summary>
    public DateTimeOffset? LookAgainAt { get; init; }
}

/// <summary>What a second look at erasures did.</summary>
public sealed record ErasureFinish
{
    /// <summary>The erasures that are done now.</summary>
    public IReadOnlyList<long> Done { get; init; } = [];

    /// <summary>Those whose grace period is not over.</summary>
    public IReadOnlyList<ErasureStatus> Waiting { get; init; } = [];

    /// <summary>How many places were found that held erased content, again or still, and hold it no more.</summary>
    public int Erased { get; init; }

    /// <summary>Erased content that was stored anew after its erasure, by digest: it stays, and can be erased again.</summary>
    public IReadOnlyList<ContentHash> StoredAgain { get; init; } = [];

    /// <summary>What could not be read; while there is any, nothing is done.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];
}
