using LakeVersion.Parquet;
using LakeVersion.Storage;

namespace LakeVersion.Delta;

/// <summary>The components that work on tables needs: how Parquet is read, the clock, and where ids come from.</summary>
/// <param name="Parquet">Reads and writes data files.</param>
/// <param name="Time">The clock, for commits' times and deadlines.</param>
/// <param name="Entropy">Ids of tables, files and commits, and jitter.</param>
public sealed record DeltaContext(IParquetEngine Parquet, TimeProvider Time, IEntropy Entropy)
{
    /// <summary>A new random GUID, as the log writes them.</summary>
    internal Guid NewGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        Entropy.Fill(bytes);
        // RFC 9562: version 4, variant 1.
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
