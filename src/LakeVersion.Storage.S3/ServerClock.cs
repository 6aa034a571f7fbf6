namespace LakeVersion.Storage.S3;

/// <summary>The server's clock, learned from the Date of its answers.</summary>
/// <remarks>
/// A Date is cut to the second and as old as the answer's way, so each answer gives a lower bound of how far the server is ahead of this
/// machine; the highest bound of the last minutes is the best. Safe for concurrent use.
/// </remarks>
internal sealed class ServerClock
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private readonly long start;
    private TimeSpan bound;
    private TimeSpan learned = TimeSpan.MinValue;

    public ServerClock(TimeProvider time) => (this.time, start) = (time, time.GetTimestamp());

    /// <summary>Learns from an answer that came just now.</summary>
    public void Learn(DateTimeOffset date)
    {
        var elapsed = time.GetElapsedTime(start);
        var ahead = date - DateTimeOffset.UnixEpoch - elapsed;
        lock (gate)
        {
            if (ahead > bound || IsOld(elapsed))
            {
                (bound, learned) = (ahead, elapsed);
            }
        }
    }

    /// <summary>The server's time now, in UTC and at most about a second behind; null where no answer of the last minutes is known.</summary>
    public DateTimeOffset? Now()
    {
        var elapsed = time.GetElapsedTime(start);
        lock (gate)
        {
            return IsOld(elapsed) ? null : DateTimeOffset.UnixEpoch + bound + elapsed;
        }
    }

    private bool IsOld(TimeSpan elapsed) => learned == TimeSpan.MinValue || elapsed - learned > Lifetime;
}
