using System.Buffers.Binary;
using Apache.Arrow;
using LakeVersion.Parquet.Arrays;
using LakeVersion.Parquet.Footers;
using LakeVersion.Parquet.Statistics;
using LakeVersion.Storage;
using ParquetSharp;
using ParquetSharp.Arrow;

namespace LakeVersion.Parquet;

/// <summary>Writes one file: Arrow C++ encodes into memory, from where finished row groups go to the destination.</summary>
/// <remarks>
/// At most one row group is in memory. The destination is written asynchronously, outside of native code, so its errors keep
/// their type. Bounds are those that the encoder puts into the footer; what it
/// counts otherwise than we do is counted by <see cref="LeafTally"/>.
/// </remarks>
internal sealed class ParquetSharpWriter : IParquetWriter
{
    private const int ZstandardLevel = 3;
    private const int ClosingBytes = 8;

    // Encoded size by Arrow size before the first row group tells: Snappy and dictionaries halve common tables at least.
    private const double AssumedRatio = 0.5;

    private readonly Stream destination;
    private readonly Schema schema;
    private readonly int rowGroupRows;
    private readonly OutputBuffer encoded = new();
    private readonly FileWriter native;
    private readonly LeafTally tally = new();
    private long rowCount;
    private long writtenBytes;
    private long arrowBytes;
    private long flushedArrowBytes;
    private int groupRows;
    private bool isFinished;

    public ParquetSharpWriter(Stream destination, Schema schema, ParquetWriteOptions options)
    {
        if (options.RowGroupRows < 1)
        {
            throw LakeException.Invalid($"RowGroupRows is {options.RowGroupRows}: expected at least 1.");
        }

        WritableSchema.Check(schema);
        (this.destination, this.schema, rowGroupRows) = (destination, schema, options.RowGroupRows);
        using var properties = Properties(options);
        using var arrowProperties = ArrowWriterProperties.GetDefault();
        native = Encode(() => new FileWriter(encoded, schema, properties, arrowProperties, leaveOpen: true), "the schema cannot be stored");
    }

    /// <inheritdoc/>
    public long EstimatedSizeBytes
    {
        get
        {
            var ratio = flushedArrowBytes > 0 ? (double)writtenBytes / flushedArrowBytes : AssumedRatio;
            return writtenBytes + (long)((arrowBytes - flushedArrowBytes) * ratio);
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ObjectDisposedException.ThrowIf(isFinished, this);
        WritableSchema.CheckBatch(schema, batch);
        tally.Add(batch);
        for (var start = 0; start < batch.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(batch.Length - start, rowGroupRows - groupRows);
            Append(batch, start, count);
            start += count;
            await DrainAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ParquetFileSummary> FinishAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(isFinished, this);
        isFinished = true;
        Encode(
            () =>
            {
                native.Close();
                return true;
            },
            "the file cannot be finished");
        var columns = Summarize();
        RemoveFalseBounds(columns.Count);
        await DrainAsync(cancellationToken).ConfigureAwait(false);
        await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
        return new ParquetFileSummary(rowCount, writtenBytes, columns);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        isFinished = true;
        native.Dispose();
        encoded.Dispose();
        return ValueTask.CompletedTask;
    }

    private static WriterProperties Properties(ParquetWriteOptions options)
    {
        using var builder = new WriterPropertiesBuilder();
        builder.EnablePageChecksum().EnableStoreDecimalAsInteger().MaxRowGroupLength(options.RowGroupRows).CreatedBy(options.CreatedBy);
        foreach (var column in options.WithoutDictionary)
        {
            builder.DisableDictionary(column);
        }

        return options.Compression switch
        {
            ParquetCompression.Uncompressed => builder.Compression(Compression.Uncompressed).Build(),
            ParquetCompression.Snappy => builder.Compression(Compression.Snappy).Build(),
            ParquetCompression.Zstandard => builder.Compression(Compression.Zstd).CompressionLevel(ZstandardLevel).Build(),
            _ => throw LakeException.Invalid($"Compression {options.Compression} is unknown."),
        };
    }

    private static T Encode<T>(Func<T> encode, string failure)
    {
        try
        {
            return encode();
        }
        catch (Exception error) when (error is ParquetException or NotSupportedException)
        {
            throw LakeException.Invalid($"Parquet: {failure}: {error.Message.Split('\n')[0].TrimEnd('.', ' ')}.", error);
        }
    }

    private void Append(RecordBatch batch, int start, int count)
    {
        var arrays = batch.Arrays.Select(array => ArrowArrayFactory.Slice(array, start, count)).ToArray();

        // Not disposed: the slices share the caller's buffers. Under the writer's schema, because a batch may differ
        // from it in metadata, which the encoder would take for another schema.
        var slice = new RecordBatch(schema, arrays, count);
        Encode(
            () =>
            {
                if (groupRows == 0)
                {
                    // Ends the group before, whose bytes are now final.
                    native.NewBufferedRowGroup();
                    flushedArrowBytes = arrowBytes;
                }

                native.WriteBufferedRecordBatch(slice);
                return true;
            },
            "the rows cannot be stored");
        arrowBytes += arrays.Sum(array => ArrowSize.Of(array.Data));
        rowCount += count;
        groupRows = (groupRows + count) % rowGroupRows;
    }

    private async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        if (encoded.Waiting.IsEmpty)
        {
            return;
        }

        await destination.WriteAsync(encoded.Waiting, cancellationToken).ConfigureAwait(false);
        writtenBytes += encoded.Waiting.Length;
        encoded.Clear();
    }

    private IReadOnlyList<ParquetColumnStatistics> Summarize()
    {
        var bytes = Footer();
        var footer = FooterReader.Read(bytes, encoded.Position - bytes.Length - ClosingBytes);
        return ChunkStatistics.OfFile(LeafColumn.Pair(footer.Leaves, schema), footer.RowGroups, tally);
    }

    private void RemoveFalseBounds(int leaves)
    {
        if (!Enumerable.Range(0, leaves).Any(tally.HasNaN))
        {
            return;
        }

        var footer = FooterBounds.Remove(Footer(), tally.HasNaN);
        encoded.TakeBack(Footer().Length + ClosingBytes);
        encoded.Write(footer);
        Span<byte> closing = stackalloc byte[ClosingBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(closing, (uint)footer.Length);
        "PAR1"u8.CopyTo(closing[sizeof(uint)..]);
        encoded.Write(closing);
    }

    // The encoder has just put the last row group and the footer into memory; nothing is read back.
    private ReadOnlySpan<byte> Footer()
    {
        var bytes = encoded.Waiting.Span;
        var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes[^ClosingBytes..]);
        return bytes[^(length + ClosingBytes)..^ClosingBytes];
    }
}
