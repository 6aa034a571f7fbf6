using Apache.Arrow;
using Apache.Arrow.Ipc;
using LakeVersion.Parquet.Arrays;
using LakeVersion.Parquet.Footers;
using ParquetSharp.Arrow;

namespace LakeVersion.Parquet;

/// <summary>A file that Arrow C++ decodes.</summary>
internal sealed class ParquetSharpFile(FileTail tail, ParquetFooter footer, SparseStream stream, FileReader native)
    : ParquetFile(tail, footer, stream, native.Schema)
{
    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        native.Dispose();
        return base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async IAsyncEnumerable<RecordBatch> DecodeAsync(ColumnSelection selection, int group, string step)
    {
        // Finished at once: Arrow C++ decodes on this thread, from memory.
        await Task.CompletedTask.ConfigureAwait(false);
        using var reader = DamageGuard.Run(Key, step, () => native.GetRecordBatchReader([group], selection.Leaves));
        while (DamageGuard.Run(Key, step, () => Decode(reader, selection)) is { } batch)
        {
            yield return batch;
        }
    }

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
            var canonical = CanonicalType.Of(array.Data.DataType);
            arrays[i] = ReferenceEquals(canonical, array.Data.DataType)
                ? array
                : ArrowArrayFactory.BuildArray(CanonicalArray.Of(array.Data, canonical));
        }

        return new RecordBatch(selection.Schema, arrays, batch.Length);
    }
}
