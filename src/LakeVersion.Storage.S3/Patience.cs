namespace LakeVersion.Storage.S3;

/// <summary>How long a request still waits; each piece that leaves or arrives renews it.</summary>
internal sealed class Patience : IDisposable
{
    private readonly TimeSpan first;
    private readonly TimeSpan silence;
    private readonly CancellationTokenSource timer;
    private readonly CancellationTokenSource both;

    /// <summary>Begins to wait.</summary>
    /// <param name="first">Until the first answer, from the last piece on that was sent.</param>
    /// <param name="silence">From then on, between two pieces.</param>
    /// <param name="time">The clock.</param>
    /// <param name="caller">The caller's own wish to stop.</param>
    public Patience(TimeSpan first, TimeSpan silence, TimeProvider time, CancellationToken caller)
    {
        (this.first, this.silence) = (first, silence);
        timer = new CancellationTokenSource(first, time);
        both = CancellationTokenSource.CreateLinkedTokenSource(caller, timer.Token);
    }

    /// <summary>Cancelled when the caller stops or patience ends.</summary>
    public CancellationToken Token => both.Token;

    /// <summary>Something arrived.</summary>
    public void Renew() => timer.CancelAfter(silence);

    /// <summary>Something was sent: much of it may still be in buffers of this machine, shared with other uploads on a slow line.</summary>
    public void RenewWhole() => timer.CancelAfter(first);

    public void Dispose()
    {
        both.Dispose();
        timer.Dispose();
    }
}
