using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Files;
using LakeVersion.Delta.Writing;
using LakeVersion.Parquet;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>A Parquet file of a checkpoint that is being written: rows are gathered into batches, and go out with every row group.</summary>
internal sealed class CheckpointFile : IAsyncDisposable
{
    private const int BatchRows = 16_384;

    private readonly CheckpointSchema columns;
    private readonly Schema schema;
    private readonly DataFileUpload upload;
    private AddColumn adds;
    private RemoveColumn removes = new();

    public CheckpointFile(
        IObjectStore folder, IParquetEngine parquet, StoreKey key, CheckpointSchema columns, Schema schema, CancellationToken cancellationToken)
    {
        (this.columns, this.schema, adds) = (columns, schema, new AddColumn(columns));
        upload = new DataFileUpload(folder, key, parquet, schema, columns.Layout, cancellationToken);
    }

    /// <summary>The rows so far.</summary>
    public long Rows { get; private set; }

    public async ValueTask AddAsync(FileBlock block, int row, CancellationToken cancellationToken)
    {
        adds.Append(block, row);
        Rows++;
        if (adds.Length == BatchRows)
        {
            await EndAddsAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask RemoveAsync(RemoveFile file, CancellationToken cancellationToken)
    {
        removes.Append(file);
        Rows++;
        if (removes.Length == BatchRows)
        {
            await EndRemovesAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes rows of other kinds.</summary>
    public async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        using (batch)
        {
            await upload.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        }

        Rows += batch.Length;
    }

    /// <summary>Closes the file; returns its length once the store has it.</summary>
    public async ValueTask<long> FinishAsync(CancellationToken cancellationToken)
    {
        await EndAddsAsync(cancellationToken).ConfigureAwait(false);
        await EndRemovesAsync(cancellationToken).ConfigureAwait(false);
        return (await upload.FinishAsync(cancellationToken).ConfigureAwait(false)).SizeBytes;
    }

    public ValueTask DisposeAsync() => upload.DisposeAsync();

    private async ValueTask EndAddsAsync(CancellationToken cancellationToken)
    {
        if (adds.Length > 0)
        {
            await FlushAsync("add", adds.Build(), cancellationToken).ConfigureAwait(false);
            adds = new AddColumn(columns);
        }
    }

    private async ValueTask EndRemovesAsync(CancellationToken cancellationToken)
    {
        if (removes.Length > 0)
        {
            await FlushAsync("remove", removes.Build(), cancellationToken).ConfigureAwait(false);
            removes = new RemoveColumn();
        }
    }

    private async ValueTask FlushAsync(string name, StructArray column, CancellationToken cancellationToken)
    {
        using var batch = StructColumn.Batch(schema, name, column);
        await upload.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
    }
}
