namespace LakeVersion.Storage.S3;

/// <summary>How long a request still waits; each piece that arrives renews it.</summary>
internal sealed class Patience : IDisposable
{
    private readonly TimeSpan silence;
    private readonly CancellationTokenSource timer;
    private readonly CancellationTokenSource both;

    /// <summary>Begins to wait.</summary>
    /// <param name="first">Until the first answer.</param>
    /// <param name="silence">From then on, between two pieces.</param>
    /// <param name="time">The clock.</param>
    /// <param name="caller">The caller's own wish to stop.</param>
    public Patience(TimeSpan first, TimeSpan silence, TimeProvider time, CancellationToken caller)
    {
        this.silence = silence;
        timer = new CancellationTokenSource(first, time);
        both = CancellationTokenSource.CreateLinkedTokenSource(caller, timer.Token);
    }

    /// <summary>Cancelled when the caller stops or patience ends.</summary>
    public CancellationToken Token => both.Token;

    /// <summary>Something arrived.</summary>
    public void Renew() => timer.CancelAfter(silence);

    public void Dispose()
    {
        both.Dispose();
        timer.Dispose();
    }
}
