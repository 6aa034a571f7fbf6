namespace LakeVersion.Versioning.Collection;

/// <summary>How a collection is made.</summary>
public sealed record CollectorOptions
{
    /// <summary>Who collects, as it stands in the logs' fences.</summary>
    public required string Author { get; init; }

    /// <summary>The local folder for lists that do not fit into memory; null for the system's. What is made there is deleted again.</summary>
    public string? TemporaryFolder { get; init; }

    /// <summary>How many requests are under way at once. Default 16.</summary>
    public int RequestsAtOnce { get; init; } = 16;

    /// <summary>Told of progress: what is being done, and how much more of it was.</summary>
    public Action<CollectorPhase, long>? Progress { get; init; }

    /// <summary>How many parts are remembered at most, as a power of two, so that they are not listed twice: 32 bytes each.</summary>
    internal int RecentBits { get; init; } = 17;

    internal void Report(CollectorPhase phase, long more) => Progress?.Invoke(phase, more);
}

/// <summary>What a collector is at.</summary>
public enum CollectorPhase
{
    /// <summary>Fencing logs; counted in logs.</summary>
    Fencing,

    /// <summary>Reading what is kept; counted in nodes of trees.</summary>
    Marking,

    /// <summary>Looking through what is stored; counted in objects.</summary>
    Sweeping,
}
