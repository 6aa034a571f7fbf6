using System.Buffers.Binary;
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
    private const int ClosingBytes = 8;

    // Encoded size by Arrow size before the first row group tells.
    private const double AssumedRatio = 0.5;

    private readonly Stream destination;
    private readonly Schema schema;
    private readonly ParquetWriteOptions options;
    private readonly OutputBuffer encoded = new();
    private readonly IReadOnlyList<FooterNode> stored;
    private readonly LeafBuffer[] leaves;
    private readonly RowShredder shredder;
    private readonly ParquetSchema shown;
    private readonly LeafTally tally = new();
    private readonly List<GroupNotes> groups = [];
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
        var columns = ColumnTree.Of(stored);
        var nodes = columns.SelectMany(Leaves).ToArray();
        var types = stored.SelectMany(Leaves).ToArray();
        var encodedColumns = nodes.Select((node, i) => EncodedColumn.Of(i, types[i], node, node.Field.Name)).ToArray();
        shown = new ParquetSchema(encodedColumns.Select(column => column.Column));
        leaves = [.. nodes.Select((node, i) => ValueCodecs.Buffer(types[i], node, encodedColumns[i].Leaf))];
        shredder = new RowShredder(columns, leaves);
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
            var count = Math.Min(batch.Length - start, options.RowGroupRows - groupRows);
            shredder.Add(batch, start, count);
            (start, groupRows) = (start + count, groupRows + count);
            if (groupRows == options.RowGroupRows)
            {
                await FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        rowCount += batch.Length;
        arrowBytes += batch.Arrays.Sum(array => ArrowSize.Of(array.Data));
    }

    /// <inheritdoc/>
    public async ValueTask<ParquetFileSummary> FinishAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(isFinished, this);
        isFinished = true;
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        var (flat, chunks) = await CloseAsync(cancellationToken).ConfigureAwait(false);
        var footer = FooterWriter.Write(stored, flat, chunks, options.CreatedBy);
        encoded.Write(footer.Span);
        encoded.Write(BitConverter.GetBytes(footer.Length));
        encoded.Write("PAR1"u8);
        await DrainAsync(cancellationToken).ConfigureAwait(false);
        await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
        return new ParquetFileSummary(rowCount, writtenBytes, ChunkStatistics.OfFile(LeafColumn.Pair(flat, schema), chunks, tally));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        isFinished = true;
        encoded.Dispose();
        return ValueTask.CompletedTask;
    }

    private static CompressionMethod Compression(ParquetCompression compression) => compression switch
    {
        ParquetCompression.Uncompressed => CompressionMethod.None,
        ParquetCompression.Snappy => CompressionMethod.Snappy,
        ParquetCompression.Zstandard => CompressionMethod.Zstd,
        _ => throw LakeException.Invalid($"Compression {compression} is unknown."),
    };

    private static IEnumerable<ColumnNode> Leaves(ColumnNode node) =>
        node.Kind == ColumnKind.Leaf ? [node] : node.Children.SelectMany(Leaves);

    private static IEnumerable<FooterNode> Leaves(FooterNode node) => node.Type is not null ? [node] : node.Children.SelectMany(Leaves);

    private static IEnumerable<FooterLeaf> Leaves(FooterNode node, IReadOnlyList<string> path, bool isRepeated)
    {
        IReadOnlyList<string> names = [.. path, node.Name];
        var below = isRepeated || node.Repetition == Repetition.Repeated;
        return node.Type is { } type
            ? [new FooterLeaf(names, type, node.TypeLength, below)]
            : node.Children.SelectMany(child => Leaves(child, names, below));
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        // Zstandard's level 3 is what Parquet.Net calls optimal; its default is a level that takes seconds a megabyte.
        parquet ??= await ParquetWriter.CreateAsync(
            shown,
            encoded,
            new ParquetOptions { CompressionMethod = Compression(options.Compression), CompressionLevel = CompressionLevel.Optimal },
            cancellationToken: cancellationToken).ConfigureAwait(false);
        if (groupRows > 0)
        {
            var notes = new GroupNotes(groupRows, [.. leaves.Select(leaf => (long)leaf.NullCount)], new (byte[]?, byte[]?)[leaves.Length]);
            using (var group = parquet.CreateRowGroup())
            {
                for (var i = 0; i < leaves.Length; i++)
                {
                    notes.Bounds[i] = await leaves[i].WriteAsync(group, cancellationToken).ConfigureAwait(false);
                }
            }

            groups.Add(notes);
            (groupRows, flushedArrowBytes) = (0, arrowBytes);
        }

        await DrainAsync(cancellationToken).ConfigureAwait(false);
    }

    // Parquet.Net's own footer says where its pages are; it is read, and not kept.
    private async ValueTask<(List<FooterLeaf> Leaves, List<FooterRowGroup> Groups)> CloseAsync(CancellationToken cancellationToken)
    {
        await DrainAsync(cancellationToken).ConfigureAwait(false);
        await parquet!.DisposeAsync().ConfigureAwait(false);
        var chunks = Chunks(encoded.Waiting.Span);
        encoded.Clear();
        List<FooterLeaf> flat = [.. stored.SelectMany(node => Leaves(node, [], isRepeated: false))];
        return (flat, chunks);
    }

    private List<FooterRowGroup> Chunks(ReadOnlySpan<byte> bytes)
    {
        var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes[^ClosingBytes..]);
        var theirs = FooterReader.Read(bytes[^(length + ClosingBytes)..^ClosingBytes], writtenBytes);
        return [.. theirs.RowGroups.Select((group, g) => new FooterRowGroup(
            groups[g].RowCount,
            [.. group.Chunks.Select((chunk, i) => chunk with
            {
                NullCount = groups[g].NullCounts[i],
                Min = groups[g].Bounds[i].Min,
                Max = groups[g].Bounds[i].Max,
            })]))];
    }

    private async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        if (!encoded.Waiting.IsEmpty)
        {
            await destination.WriteAsync(encoded.Waiting, cancellationToken).ConfigureAwait(false);
            writtenBytes += encoded.Waiting.Length;
            encoded.Clear();
        }
    }

    private sealed record GroupNotes(long RowCount, long[] NullCounts, (byte[]? Min, byte[]? Max)[] Bounds);
}
