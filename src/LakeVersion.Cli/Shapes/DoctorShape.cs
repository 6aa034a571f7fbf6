namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv doctor</c>.</summary>
internal sealed record DoctorShape
{
    public int Version { get; init; } = 1;

    public required string Location { get; init; }

    /// <summary>The server's address; null for a folder.</summary>
    public string? Server { get; init; }

    /// <summary>True where nothing was found that endangers a lake.</summary>
    public required bool Fit { get; init; }

    public required IReadOnlyList<DoctorCheck> Checks { get; init; }

    /// <summary>How long small requests took; empty where nothing was written.</summary>
    public required IReadOnlyList<DoctorLatency> Latency { get; init; }
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Subject">A short name, such as <c>one-creator-wins</c> or <c>lifecycle</c>.</param>
/// <param name="Result"><c>fine</c>, <c>advice</c> or <c>danger</c>.</param>
/// <param name="Found">What was found, and what to do.</param>
internal sealed record DoctorCheck(string Subject, string Result, string Found);

/// <summary>Times of one kind of request, in milliseconds.</summary>
internal sealed record DoctorLatency(string Request, double MedianMs, double LongestMs);
