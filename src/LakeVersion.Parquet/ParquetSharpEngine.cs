using System.Buffers.Binary;
using Apache.Arrow;
using LakeVersion.Parquet.Footers;
using LakeVersion.Storage;
using ParquetSharp;
using ParquetSharp.Arrow;
using TimeUnit = Apache.Arrow.Types.TimeUnit;

namespace LakeVersion.Parquet;

/// <summary>The engine on ParquetSharp: Arrow C++ decodes and encodes, we fetch, check and keep statistics.</summary>
/// <remarks>
/// <para>Opening costs one request for the last 64 KiB (two, where the footer is longer). The Parquet schema alone decides
/// the types of a file: a stored Arrow schema (<c>ARROW:schema</c>) is disregarded, so that the same columns read the same
/// whoever wrote them (no dictionaries, large strings or durations). INT96 arrives in microseconds without a zone.</para>
/// <para>Page checksums, where a file has them, are verified.</para>
/// </remarks>
internal sealed class ParquetSharpEngine : IParquetEngine
{
    private const int TailBytes = 64 * 1024;
    private const int MaxFooterBytes = 256 * 1024 * 1024;
    private const int ClosingBytes = 8;
    private const int SmallestFileBytes = 12;
    private const int BatchRows = 65_536;

    /// <inheritdoc/>
    public string Name => "parquetsharp";

    /// <inheritdoc/>
    public async ValueTask<IParquetFile> OpenAsync(
        IObjectStore store, StoreKey key, long? sizeBytes = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var size = sizeBytes ?? (await store.StatAsync(key, cancellationToken).ConfigureAwait(false))?.SizeBytes
            ?? throw LakeException.NotFound($"{key} does not exist in {store.Name}.");
        if (size < SmallestFileBytes)
        {
            throw LakeException.Corrupt($"{key}: {size} bytes are too few for a Parquet file: expected at least {SmallestFileBytes}.");
        }

        var ranges = new RangeReader(store, key, size);
        var tail = await FetchTailAsync(ranges, key, size, cancellationToken).ConfigureAwait(false);
        return DamageGuard.Run(key, "opening", () => Open(ranges, key, size, tail));
    }

    /// <inheritdoc/>
    public IParquetWriter CreateWriter(Stream destination, Schema schema, ParquetWriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(options);
        return new ParquetSharpWriter(destination, schema, options);
    }

    private static async ValueTask<ReadOnlyMemory<byte>> FetchTailAsync(
        RangeReader ranges, StoreKey key, long size, CancellationToken cancellationToken)
    {
        var first = (int)Math.Min(size, TailBytes);
        var tail = await ranges.FetchAsync(size - first, first, cancellationToken).ConfigureAwait(false);
        var needed = FooterBytes(key, size, tail.Span) + ClosingBytes;
        if (needed <= first)
        {
            return tail;
        }

        var head = await ranges.FetchAsync(size - needed, needed - first, cancellationToken).ConfigureAwait(false);
        return (byte[])[.. head.Span, .. tail.Span];
    }

    private static int FooterBytes(StoreKey key, long size, ReadOnlySpan<byte> tail)
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

    private static ParquetSharpFile Open(RangeReader ranges, StoreKey key, long size, ReadOnlyMemory<byte> tail)
    {
        var footerBytes = FooterBytes(key, size, tail.Span);
        var footerAt = tail.Length - ClosingBytes - footerBytes;
        var footer = FooterReader.Read(tail.Span.Slice(footerAt, footerBytes), size - ClosingBytes - footerBytes);
        if (footer.ArrowSchemaKeyAt is { } keyAt)
        {
            // Under another name the stored Arrow schema says nothing to the native reader. The store's memory is
            // shared and stays as it is: the change is made to a copy.
            var copy = tail.ToArray();
            copy[footerAt + keyAt] = (byte)'-';
            tail = copy;
        }

        var stream = new SparseStream(size, tail);
        using var properties = ReaderProperties.GetDefaultReaderProperties();
        properties.EnablePageChecksumVerification();
        using var arrowProperties = ArrowReaderProperties.GetDefault();
        arrowProperties.UseThreads = false;
        arrowProperties.PreBuffer = false;
        arrowProperties.BatchSize = BatchRows;
        arrowProperties.CoerceInt96TimestampUnit = TimeUnit.Microsecond;
        var native = new FileReader(stream, properties, arrowProperties, leaveOpen: true);
        try
        {
            return new ParquetSharpFile(key, footer, ranges, stream, native);
        }
        catch
        {
            native.Dispose();
            throw;
        }
    }
}
