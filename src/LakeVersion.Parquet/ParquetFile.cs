using System.Runtime.CompilerServices;
using Apache.Arrow;
using LakeVersion.Parquet.Arrays;
using LakeVersion.Parquet.Footers;
using LakeVersion.Parquet.Statistics;
using LakeVersion.Storage;

namespace LakeVersion.Parquet;

/// <summary>An open file: what both engines do alike. The wanted chunks of a row group are fetched, then decoded from memory.</summary>
/// <remarks>While one row group is decoded the next one wanted is on its way, if it is not too large: at most two are in memory.</remarks>
internal abstract class ParquetFile : IParquetFile
{
    /// <summary>Rows in a batch at the most.</summary>
    protected const int BatchRows = 65_536;

    // A row group of more is fetched when its turn comes: what waits in memory stays bounded.
    private const long AheadBytes = 64 * 1024 * 1024;

    // Some writers stated the sizes of chunks too small (PARQUET-816); decoders read on for so far.
    private const int PaddingBytes = 100;

    private readonly RangeReader ranges;
    private bool isReading;

    /// <summary>Opens a file by its footer.</summary>
    /// <param name="tail">The file's end.</param>
    /// <param name="footer">Its footer.</param>
    /// <param name="stream">What decoders read from: so far the tail.</param>
    /// <param name="stated">The file's columns before they are made canonical.</param>
    protected ParquetFile(FileTail tail, ParquetFooter footer, SparseStream stream, Schema stated)
    {
        (Key, ranges, Footer, Stream) = (tail.Key, tail.Ranges, footer, stream);
        var leaves = LeafColumn.Pair(footer.Leaves, stated);
        Schema = CanonicalType.Of(stated);
        RowGroups = [.. footer.RowGroups.Select(group => new ParquetRowGroup(group.RowCount, ChunkStatistics.OfGroup(leaves, group)))];
    }

    /// <inheritdoc/>
    public Schema Schema { get; }

    /// <inheritdoc/>
    public IReadOnlySet<string> Int96Columns => Footer.Leaves
        .Where(leaf => leaf.Type == PhysicalType.Int96).Select(leaf => leaf.Path[0]).ToHashSet(StringComparer.Ordinal);

    /// <inheritdoc/>
    public long RowCount => Footer.RowCount;

    /// <inheritdoc/>
    public IReadOnlyList<ParquetRowGroup> RowGroups { get; }

    /// <summary>The file, for messages.</summary>
    protected StoreKey Key { get; }

    /// <summary>The file's footer.</summary>
    protected ParquetFooter Footer { get; }

    /// <summary>The file as far as it is in memory.</summary>
    protected SparseStream Stream { get; }

    /// <summary>True once disposed.</summary>
    protected bool IsDisposed { get; private set; }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RecordBatch> ReadAsync(
        IReadOnlyList<string>? columns = null,
        IReadOnlyList<int>? rowGroups = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var selection = ColumnSelection.Of(Key, Footer, Schema, columns);
        var groups = rowGroups ?? [.. Enumerable.Range(0, Footer.RowGroups.Count)];
        CheckGroups(groups);
        Check(selection, groups);
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (isReading)
        {
            throw new InvalidOperationException($"{Key} is being read already: end that reading, or open the file once more.");
        }

        isReading = true;
        var ahead = new FetchAhead(ranges, groups, group => Plan(selection, group), AheadBytes, cancellationToken);
        try
        {
            foreach (var group in groups)
            {
                var stored = Footer.RowGroups[group];
                var step = $"row group {group}";
                Stream.Load(await ahead.NextAsync().ConfigureAwait(false));
                var batches = selection.Leaves.Length == 0 ? Empty(selection, stored) : DecodeAsync(selection, group, step);
                long rows = 0;
                await foreach (var batch in batches.ConfigureAwait(false))
                {
                    rows += batch.Length;
                    yield return batch;
                    cancellationToken.ThrowIfCancellationRequested();
                }

                if (rows != stored.RowCount)
                {
                    throw LakeException.Corrupt($"{Key}: {step}: expected {stored.RowCount} rows, found {rows}.");
                }
            }
        }
        finally
        {
            Stream.Load([]);
            await ahead.DisposeAsync().ConfigureAwait(false);
            isReading = false;
        }
    }

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        IsDisposed = true;
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Refuses what the engine cannot read, as far as the footer tells.</summary>
    /// <exception cref="LakeException">Unsupported: names the column and the cause.</exception>
    protected virtual void Check(ColumnSelection selection, IReadOnlyList<int> groups)
    {
    }

    /// <summary>Where the pages of a chunk are, and some bytes behind them where its writer may have stated too few.</summary>
    protected (long Offset, long Length) Extent(FooterChunk chunk)
    {
        var padding = Footer.CreatedBy is null || Footer.CreatedBy.StartsWith("parquet-mr", StringComparison.Ordinal) ? PaddingBytes : 0;
        return (chunk.Offset, Math.Min(chunk.SizeBytes + padding, Stream.Length - chunk.Offset));
    }

    /// <summary>Decodes a row group whose chunks are in <see cref="Stream"/>.</summary>
    /// <param name="selection">The columns; at least one.</param>
    /// <param name="group">The row group.</param>
    /// <param name="step">The row group in words, for messages.</param>
    protected abstract IAsyncEnumerable<RecordBatch> DecodeAsync(ColumnSelection selection, int group, string step);

    private static IAsyncEnumerable<RecordBatch> Empty(ColumnSelection selection, FooterRowGroup group) =>
        Lengths(group.RowCount).Select(length => new RecordBatch(selection.Schema, [], length)).ToAsyncEnumerable();

    private static IEnumerable<int> Lengths(long rows)
    {
        for (; rows > 0; rows -= BatchRows)
        {
            yield return (int)Math.Min(rows, BatchRows);
        }
    }

    // The requests for what is not in the tail already.
    private List<(long Offset, int Length)> Plan(ColumnSelection selection, int group)
    {
        var end = Stream.TailOffset;
        return RangeReader.Plan(selection.Leaves
            .Select(leaf => Extent(Footer.RowGroups[group].Chunks[leaf]))
            .Select(extent => (extent.Offset, Length: Math.Min(extent.Length, end - extent.Offset))));
    }

    private void CheckGroups(IReadOnlyList<int> groups)
    {
        for (var i = 0; i < groups.Count; i++)
        {
            if (groups[i] < 0 || groups[i] >= Footer.RowGroups.Count || (i > 0 && groups[i] <= groups[i - 1]))
            {
                throw LakeException.Invalid(
                    $"{Key}: row group {groups[i]} cannot be read: expected ascending indexes from 0 to {Footer.RowGroups.Count - 1}.");
            }
        }
    }
}
