using System.Buffers.Binary;
using LakeVersion.Parquet;
using LakeVersion.Storage;

namespace LakeVersion.Delta;

/// <summary>The components that work on tables needs: how Parquet is read, the clock, and where ids come from.</summary>
/// <param name="Parquet">Reads and writes data files.</param>
/// <param name="Time">The clock, for commits' times and deadlines.</param>
/// <param name="Entropy">Ids of tables, files and commits, and jitter.</param>
public sealed record DeltaContext(IParquetEngine Parquet, TimeProvider Time, IEntropy Entropy)
{
    /// <summary>Opens files that logs name by absolute paths; null refuses them, as tables inside a lake must.</summary>
    public IAbsoluteFiles? AbsoluteFiles { get; init; }

    /// <summary>Where work goes on that runs beside its caller. Default: the thread pool.</summary>
    public BackgroundWork Background { get; init; } = BackgroundWork.ThreadPool;

    /// <summary>A new random GUID, as the log writes them.</summary>
    internal Guid NewGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        Entropy.Fill(bytes);
        return Marked(bytes, version: 4);
    }

    /// <summary>A new GUID that sorts by the time at which it was made, to a quarter of a microsecond (RFC 9562, version 7 with method 3).</summary>
    internal Guid NewTimedGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        Entropy.Fill(bytes);
        var (milliseconds, ticks) = Math.DivRem((ulong)(Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks, (ulong)TimeSpan.TicksPerMillisecond);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (milliseconds << 16) | (ticks * 4096 / (ulong)TimeSpan.TicksPerMillisecond));
        return Marked(bytes, version: 7);
    }

    // RFC 9562: the version, and variant 1.
    private static Guid Marked(Span<byte> bytes, int version)
    {
        bytes[6] = (byte)((bytes[6] & 0x0F) | (version << 4));
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
