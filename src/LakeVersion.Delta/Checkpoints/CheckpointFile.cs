using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Files;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>A Parquet file of a checkpoint that is being written: rows are gathered into batches, and go out with every row group.</summary>
internal sealed class CheckpointFile : IAsyncDisposable
{
    private const int BatchRows = 16_384;

    private readonly CheckpointSchema columns;
    private readonly Schema schema;
    private readonly DataFileUpload upload;
    private readonly BackgroundWork background;
    private AddColumn adds;
    private RemoveColumn removes = new();
    private readonly Dictionary<(string Column, int Length), IArrowArray> nulls = [];
    private Task encoding = Task.CompletedTask;

    public CheckpointFile(
        IObjectStore folder, DeltaContext context, StoreKey key, CheckpointSchema columns, Schema schema, CancellationToken cancellationToken)
    {
        (this.columns, this.schema, adds, background) = (columns, schema, new AddColumn(columns), context.Background);
        upload = new DataFileUpload(folder, key, context, schema, columns.Layout, cancellationToken);
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
        Rows += batch.Length;
        await EncodeAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the file; returns its length once the store has it.</summary>
    public async ValueTask<long> FinishAsync(CancellationToken cancellationToken)
    {
        await EndAddsAsync(cancellationToken).ConfigureAwait(false);
        await EndRemovesAsync(cancellationToken).ConfigureAwait(false);
        await encoding.ConfigureAwait(false);
        return (await upload.FinishAsync(cancellationToken).ConfigureAwait(false)).SizeBytes;
    }

    public async ValueTask DisposeAsync()
    {
        await encoding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await upload.DisposeAsync().ConfigureAwait(false);
    }

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

    private ValueTask FlushAsync(string name, StructArray column, CancellationToken cancellationToken) =>
        EncodeAsync(StructColumn.Batch(schema, name, column, nulls), cancellationToken);

    // While one batch is encoded the next one is built: two are in memory.
    private async ValueTask EncodeAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        await encoding.ConfigureAwait(false);
        encoding = background.RunAsync(async () =>
        {
            using (batch)
            {
                await upload.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
            }
        });
    }
}
