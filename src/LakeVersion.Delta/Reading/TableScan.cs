using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Reading;

/// <summary>Reads a table's files in order, some of them ahead; memory is bounded by files ahead times batches a file.</summary>
internal sealed class TableScan(DeltaSnapshot snapshot, DeltaContext context, IReadOnlyList<string>? columns, Predicate? predicate)
{
    // One file is being handed out, the others hide the store's latency and use the other cores.
    private const int FilesAhead = 4;
    private const int BatchesAhead = 2;

    public async IAsyncEnumerable<RecordBatch> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var plan = new ScanPlan(snapshot, columns, predicate);
        var files = plan.Predicate is null ? snapshot.Files : FilePruner.Prune(snapshot, plan.Predicate);
        var scan = new FileScan(new FileLocator(snapshot.Folder, context.AbsoluteFiles), context.Parquet, plan);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Queue<(Channel<RecordBatch> Batches, Task Work)>();
        var next = 0;
        try
        {
            while (running.Count > 0 || next < files.Count)
            {
                while (next < files.Count && running.Count < FilesAhead)
                {
                    running.Enqueue(Start(scan, files[next++], stop.Token));
                }

                // The channel ends with the file's own error, so that it comes after the rows before it.
                await foreach (var batch in running.Peek().Batches.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                {
                    yield return batch;
                }

                running.Dequeue();
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            foreach (var (batches, work) in running)
            {
                await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                while (batches.Reader.TryRead(out var unread))
                {
                    unread.Dispose();
                }
            }
        }
    }

    private static (Channel<RecordBatch> Batches, Task Work) Start(FileScan scan, AddFile file, CancellationToken cancellationToken)
    {
        var batches = Channel.CreateBounded<RecordBatch>(
            new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true });
        return (batches, Task.Run(() => RunAsync(scan, file, batches.Writer, cancellationToken), CancellationToken.None));
    }

    // Every error goes through the channel to the reader, which throws it; nothing is swallowed here.
    private static async Task RunAsync(FileScan scan, AddFile file, ChannelWriter<RecordBatch> batches, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var batch in scan.ReadAsync(ScanFile.Of(file), cancellationToken).ConfigureAwait(false))
            {
                await batches.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
            }

            batches.Complete();
        }
        catch (Exception e)
        {
            batches.Complete(e);
        }
    }
}
