using System.Buffers.Binary;
using LakeVersion.Parquet.Footers;
using LakeVersion.Storage;

namespace LakeVersion.Parquet;

/// <summary>The end of a file, with its footer: what every engine opens a file by.</summary>
/// <param name="Key">The file.</param>
/// <param name="Ranges">Fetches more of it.</param>
/// <param name="SizeBytes">The file's length.</param>
/// <param name="Bytes">The file from some place to its end; all of a small file.</param>
/// <param name="FooterBytes">The footer's length.</param>
internal sealed record FileTail(StoreKey Key, RangeReader Ranges, long SizeBytes, ReadOnlyMemory<byte> Bytes, int FooterBytes)
{
    // A file of so many bytes is fetched whole: a second request would cost more than its bytes.
    private const int SmallFileBytes = 256 * 1024;
    private const int TailBytes = 64 * 1024;
    private const int MaxFooterBytes = 256 * 1024 * 1024;
    private const int ClosingBytes = 8;
    private const int SmallestFileBytes = 12;

    /// <summary>Where the footer begins among <see cref="Bytes"/>.</summary>
    public int FooterAt => Bytes.Length - ClosingBytes - FooterBytes;

    /// <summary>Fetches the end of a file: one request, two where the footer is longer than 64 KiB.</summary>
    /// <exception cref="LakeException">NotFound, Corrupt, or Unsupported for an encrypted file.</exception>
    public static async ValueTask<FileTail> FetchAsync(
        IObjectStore store, StoreKey key, long? sizeBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var size = sizeBytes ?? (await store.StatAsync(key, cancellationToken).ConfigureAwait(false))?.SizeBytes
            ?? throw LakeException.NotFound($"{key} does not exist in {store.Name}.");
        if (size < SmallestFileBytes)
        {
            throw LakeException.Corrupt($"{key}: {size} bytes are too few for a Parquet file: expected at least {SmallestFileBytes}.");
        }

        var ranges = new RangeReader(store, key, size);
        var first = size <= SmallFileBytes ? (int)size : TailBytes;
        var tail = await ranges.FetchAsync(size - first, first, cancellationToken).ConfigureAwait(false);
        var footerBytes = StatedFooterBytes(key, size, tail.Span);
        var needed = footerBytes + ClosingBytes;
        if (needed > first)
        {
            var head = await ranges.FetchAsync(size - needed, needed - first, cancellationToken).ConfigureAwait(false);
            tail = (byte[])[.. head.Span, .. tail.Span];
        }

        return new FileTail(key, ranges, size, tail, footerBytes);
    }

    /// <summary>Reads the footer.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public ParquetFooter ReadFooter() =>
        FooterReader.Read(Bytes.Span.Slice(FooterAt, FooterBytes), SizeBytes - ClosingBytes - FooterBytes);

    private static int StatedFooterBytes(StoreKey key, long size, ReadOnlySpan<byte> tail)
    {
        var magic = tail[^4..];
        if (magic.SequenceEqual("PARE"u8))
        {
            throw LakeException.Unsupported($"{key}: the file is encrypted, which this version cannot read.");
        }

        if (!magic.SequenceEqual("PAR1"u8))
        {
            throw LakeException.Corrupt(
                $"{key}: expected the bytes PAR1 at {size - 4}, found {Convert.ToHexString(magic)}: not a Parquet file, or cut off.");
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(tail[^ClosingBytes..]);
        return length <= Math.Min(MaxFooterBytes, size - SmallestFileBytes)
            ? (int)length
            : throw LakeException.Corrupt($"{key}: byte {size - ClosingBytes} states a footer of {length} bytes in a file of {size}.");
    }
}
