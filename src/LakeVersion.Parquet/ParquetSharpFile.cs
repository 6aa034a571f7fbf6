using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using LakeVersion.Parquet.Arrays;
using LakeVersion.Parquet.Footers;
using LakeVersion.Parquet.Statistics;
using LakeVersion.Storage;
using ParquetSharp.Arrow;

namespace LakeVersion.Parquet;

/// <summary>An open file: the column chunks of one row group at a time are fetched, then decoded from memory.</summary>
internal sealed class ParquetSharpFile : IParquetFile
{
    private const int BatchRows = 65_536;

    // Arrow C++ reads so far past the chunks of writers that stated their sizes too small (PARQUET-816).
    private const int PaddingBytes = 100;

    private readonly StoreKey key;
    private readonly ParquetFooter footer;
    private readonly RangeReader ranges;
    private readonly SparseStream stream;
    private readonly FileReader native;
    private bool isReading;
    private bool isDisposed;

    public ParquetSharpFile(StoreKey key, ParquetFooter footer, RangeReader ranges, SparseStream stream, FileReader native)
    {
        (this.key, this.footer, this.ranges, this.stream, this.native) = (key, footer, ranges, stream, native);
        var nativeSchema = native.Schema;
        var leaves = LeafColumn.Pair(footer.Leaves, nativeSchema);
        Schema = CanonicalType.Of(nativeSchema);
        RowGroups = [.. footer.RowGroups.Select(group => new ParquetRowGroup(group.RowCount, ChunkStatistics.OfGroup(leaves, group)))];
    }

    /// <inheritdoc/>
    public Schema Schema { get; }

    /// <inheritdoc/>
    public long RowCount => footer.RowCount;

    /// <inheritdoc/>
    public IReadOnlyList<ParquetRowGroup> RowGroups { get; }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RecordBatch> ReadAsync(
        IReadOnlyList<string>? columns = null,
        IReadOnlyList<int>? rowGroups = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var selection = ColumnSelection.Of(key, footer, Schema, columns);
        var groups = rowGroups ?? [.. Enumerable.Range(0, footer.RowGroups.Count)];
        CheckGroups(groups);
        ObjectDisposedException.ThrowIf(isDisposed, this);
        if (isReading)
        {
            throw new InvalidOperationException($"{key} is being read already: end that reading, or open the file once more.");
        }

        isReading = true;
        try
        {
            foreach (var group in groups)
            {
                await foreach (var batch in ReadGroupAsync(selection, group, cancellationToken).ConfigureAwait(false))
                {
                    yield return batch;
                }
            }
        }
        finally
        {
            stream.Load([]);
            isReading = false;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        isDisposed = true;
        native.Dispose();
        return ValueTask.CompletedTask;
    }

    private async IAsyncEnumerable<RecordBatch> ReadGroupAsync(
        ColumnSelection selection, int group, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stored = footer.RowGroups[group];
        if (selection.Leaves.Length == 0)
        {
            for (var left = stored.RowCount; left > 0; left -= BatchRows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return new RecordBatch(selection.Schema, [], (int)Math.Min(left, BatchRows));
            }

            yield break;
        }

        await LoadAsync(selection, stored, cancellationToken).ConfigureAwait(false);
        var step = $"row group {group}";
        using var reader = DamageGuard.Run(key, step, () => native.GetRecordBatchReader([group], selection.Leaves));
        long rows = 0;
        while (DamageGuard.Run(key, step, () => Decode(reader, selection)) is { } batch)
        {
            rows += batch.Length;
            yield return batch;
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (rows != stored.RowCount)
        {
            throw LakeException.Corrupt($"{key}: {step}: expected {stored.RowCount} rows, found {rows}.");
        }
    }

    private async ValueTask LoadAsync(ColumnSelection selection, FooterRowGroup group, CancellationToken cancellationToken)
    {
        var padding = footer.CreatedBy is null || footer.CreatedBy.StartsWith("parquet-mr", StringComparison.Ordinal) ? PaddingBytes : 0;
        var tailAt = stream.TailOffset;
        var wanted = selection.Leaves
            .Select(leaf => group.Chunks[leaf])
            .Select(chunk => (chunk.Offset, Length: Math.Min(chunk.SizeBytes + padding, tailAt - chunk.Offset)));
        var loaded = await ranges.FetchAsync(RangeReader.Plan(wanted), cancellationToken).ConfigureAwait(false);
        stream.Load(loaded);
    }

    // The native stream hands out finished tasks: it decodes on this thread, from memory.
    private static RecordBatch? Decode(IArrowArrayStream reader, ColumnSelection selection)
    {
        var next = reader.ReadNextRecordBatchAsync();
        var batch = next.IsCompleted ? next.Result : throw new InvalidOperationException("The native reader waits for something.");
        if (batch is null)
        {
            return null;
        }

        var arrays = new IArrowArray[selection.Order.Length];
        for (var i = 0; i < arrays.Length; i++)
        {
            var array = batch.Column(selection.Order[i]);
            var type = selection.Schema.GetFieldByIndex(i).DataType;
            var canonical = CanonicalType.Of(array.Data.DataType);
            arrays[i] = ReferenceEquals(canonical, array.Data.DataType)
                ? array
                : ArrowArrayFactory.BuildArray(CanonicalArray.Of(array.Data, canonical));
        }

        return new RecordBatch(selection.Schema, arrays, batch.Length);
    }

    private void CheckGroups(IReadOnlyList<int> groups)
    {
        for (var i = 0; i < groups.Count; i++)
        {
            if (groups[i] < 0 || groups[i] >= footer.RowGroups.Count || (i > 0 && groups[i] <= groups[i - 1]))
            {
                throw LakeException.Invalid(
                    $"{key}: row group {groups[i]} cannot be read: expected ascending indexes from 0 to {footer.RowGroups.Count - 1}.");
            }
        }
    }
}
