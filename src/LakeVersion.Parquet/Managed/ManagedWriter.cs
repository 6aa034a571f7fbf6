using System.IO.Compression;
using Apache.Arrow;
using LakeVersion.Parquet.Arrays;
using LakeVersion.Parquet.Footers;
using LakeVersion.Parquet.Statistics;
using LakeVersion.Storage;
using Parquet;
using Parquet.Schema;

namespace LakeVersion.Parquet.Managed;

/// <summary>Writes one file: rows are taken apart into leaves, Parquet.Net encodes these, and the footer is ours.</summary>
/// <remarks>
/// At most one row group is in memory. Parquet.Net is shown bare types, so that it neither rounds decimals and times nor orders
/// text by UTF-16; the schema, the statistics and the order of bounds stand in the footer that we write in place of its own.
/// </remarks>
internal sealed class ManagedWriter : IParquetWriter
{
    // Encoded size by Arrow size before the first row group tells.
    private const double AssumedRatio = 0.5;

    private readonly Stream destination;
    private readonly Schema schema;
    private readonly ParquetWriteOptions options;
    private readonly OutputBuffer encoded = new();
    private readonly OutputBuffer output = new();
    private readonly IReadOnlyList<FooterNode> stored;
    private readonly IReadOnlyList<FooterLeaf> storedLeaves;
    private readonly LeafBuffer[] leaves;
    private readonly RowShredder shredder;
    private readonly ParquetSchema shown;
    private readonly LeafTally tally = new();
    private readonly List<FooterRowGroup> groups = [];
    private ParquetWriter? parquet;
    private long rowCount;
    private long writtenBytes;
    private long arrowBytes;
    private long flushedArrowBytes;
    private int groupRows;
    private bool isFinished;

    public ManagedWriter(Stream destination, Schema schema, ParquetWriteOptions options)
    {
        if (options.RowGroupRows < 1)
        {
            throw LakeException.Invalid($"RowGroupRows is {options.RowGroupRows}: expected at least 1.");
        }

        WritableSchema.Check(schema);
        _ = Compression(options.Compression);
        (this.destination, this.schema, this.options) = (destination, schema, options);
        stored = StoredSchema.Of(schema);
        storedLeaves = [.. stored.SelectMany(node => node.Leaves)];
        var columns = ColumnTree.Of(stored);
        var nodes = columns.SelectMany(column => column.Leaves).ToArray();
        var types = stored.SelectMany(Leaves).ToArray();
        var encodedColumns = nodes.Select((node, i) => EncodedColumn.Of(i, types[i], node, string.Join('.', storedLeaves[i].Path))).ToArray();
        shown = new ParquetSchema(encodedColumns.Select(column => column.Column));
        leaves = [.. nodes.Select((node, i) => ValueCodecs.Buffer(types[i], node, encodedColumns[i].Leaf))];
        shredder = new RowShredder(columns, leaves);
        output.Write("PAR1"u8);
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
        var batchBytes = batch.Arrays.Sum(array => ArrowSize.Of(array.Data));
        for (var start = 0; start < batch.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(batch.Length - start, options.RowGroupRows - groupRows);
            shredder.Add(batch, start, count);
            (start, groupRows, rowCount) = (start + count, groupRows + count, rowCount + count);
            arrowBytes += batchBytes * count / batch.Length;
            if (groupRows == options.RowGroupRows)
            {
                await FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ParquetFileSummary> FinishAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(isFinished, this);
        isFinished = true;
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        var footer = FooterWriter.Write(stored, storedLeaves, groups, options.CreatedBy);
        output.Write(footer.Span);
        output.Write(BitConverter.GetBytes(footer.Length));
        output.Write("PAR1"u8);
        await DrainAsync(cancellationToken).ConfigureAwait(false);
        await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
        return new ParquetFileSummary(rowCount, writtenBytes, ChunkStatistics.OfFile(LeafColumn.Pair(storedLeaves, schema), groups, tally));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        isFinished = true;
        encoded.Dispose();
        output.Dispose();
        return ValueTask.CompletedTask;
    }

    private static CompressionMethod Compression(ParquetCompression compression) => compression switch
    {
        ParquetCompression.Uncompressed => CompressionMethod.None,
        ParquetCompression.Snappy => CompressionMethod.Snappy,
        ParquetCompression.Zstandard => CompressionMethod.Zstd,
        _ => throw LakeException.Invalid($"Compression {compression} is unknown."),
    };

    private static IEnumerable<FooterNode> Leaves(FooterNode node) => node.Type is not null ? [node] : node.Children.SelectMany(Leaves);

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (groupRows > 0)
        {
            groups.Add(new FooterRowGroup(groupRows, await EncodeAsync(cancellationToken).ConfigureAwait(false)));
            (groupRows, flushedArrowBytes) = (0, arrowBytes);
        }

        await DrainAsync(cancellationToken).ConfigureAwait(false);
    }

    // Of what Parquet.Net writes only the pages are kept; its magic and its footer, which is never asked for, are not.
    private async ValueTask<FooterChunk[]> EncodeAsync(CancellationToken cancellationToken)
    {
        // Zstandard's level 3 is what Parquet.Net calls optimal; its default is a level that takes seconds a megabyte.
        parquet ??= await ParquetWriter.CreateAsync(
            shown,
            encoded,
            new ParquetOptions
            {
                CompressionMethod = Compression(options.Compression),
                CompressionLevel = CompressionLevel.Optimal,
                MaximumSmallPoolFreeBytes = ManagedEngine.PoolBytes,
                MaximumLargePoolFreeBytes = ManagedEngine.PoolBytes,
            },
            cancellationToken: cancellationToken).ConfigureAwait(false);
        var chunks = new FooterChunk[leaves.Length];
        using var group = parquet.CreateRowGroup();
        for (var i = 0; i < leaves.Length; i++)
        {
            encoded.Clear();
            var nulls = leaves[i].NullCount;
            var (min, max) = await leaves[i].WriteAsync(group, cancellationToken).ConfigureAwait(false);
            var codec = (int)Compression(options.Compression);
            chunks[i] = PageSealer.Seal(encoded.Waiting.Span, output) with { Codec = codec, NullCount = nulls, Min = min, Max = max };
        }

        return chunks;
    }

    private async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        if (!output.Waiting.IsEmpty)
        {
            await destination.WriteAsync(output.Waiting, cancellationToken).ConfigureAwait(false);
            writtenBytes += output.Waiting.Length;
            output.Clear();
        }
    }
}
