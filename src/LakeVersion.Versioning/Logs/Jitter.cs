using System.Buffers.Binary;
using LakeVersion.Storage;

namespace LakeVersion.Versioning.Logs;

/// <summary>Random waiting between tries, so that writers who lost together do not meet again.</summary>
public sealed class Jitter
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly TimeProvider time;
    private readonly IEntropy entropy;
    private readonly BackgroundWork background;
    private readonly long started;
    private readonly TimeSpan patience;
    private int tries;

    /// <summary>Starts the clock.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="entropy">Where chance comes from.</param>
    /// <param name="background">What waits.</param>
    /// <param name="patience">How long tries go on.</param>
    public Jitter(TimeProvider time, IEntropy entropy, BackgroundWork background, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(entropy);
        ArgumentNullException.ThrowIfNull(background);
        this.time = time;
        this.entropy = entropy;
        this.background = background;
        this.patience = patience;
        started = time.GetTimestamp();
    }

    /// <summary>Tries that were waited for.</summary>
    public int Tries => tries;

    /// <summary>True where no time is left for another try.</summary>
    public bool IsOver => time.GetElapsedTime(started) >= patience;

    /// <summary>Waits a random time of at most 4 ms × 2^tries, 1 s at most.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        var bound = Math.Min(First.TotalMilliseconds * Math.Pow(2, Math.Min(tries++, 20)), Longest.TotalMilliseconds);
        Span<byte> random = stackalloc byte[4];
        entropy.Fill(random);
        var wait = TimeSpan.FromMilliseconds(bound * BinaryPrimitives.ReadUInt32LittleEndian(random) / uint.MaxValue);
        return background.DelayAsync(wait, time, cancellationToken);
    }
}
