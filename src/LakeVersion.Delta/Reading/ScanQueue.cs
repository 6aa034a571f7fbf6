using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Apache.Arrow;

namespace LakeVersion.Delta.Reading;

/// <summary>Reads files in order, some of them ahead; memory is bounded by files ahead times batches a file.</summary>
internal static class ScanQueue
{
    // One file is being handed out, the others hide the store's latency and use the other cores.
    private const int FilesAhead = 4;
    private const int BatchesAhead = 2;

    /// <summary>The rows of all files, one file after another.</summary>
    /// <param name="scan">Reads one.</param>
    /// <param name="count">How many files there are.</param>
    /// <param name="file">The file of an index; asked for each once, in order.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<RecordBatch> ReadAsync(
        FileScan scan, int count, Func<int, ScanFile> file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Queue<(Channel<RecordBatch> Batches, Task Work)>();
        var next = 0;
        try
        {
            while (running.Count > 0 || next < count)
            {
                while (next < count && running.Count < FilesAhead)
                {
                    running.Enqueue(Start(scan, file(next++), stop.Token));
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

    private static (Channel<RecordBatch> Batches, Task Work) Start(FileScan scan, ScanFile file, CancellationToken cancellationToken)
    {
        var batches = Channel.CreateBounded<RecordBatch>(
            new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true });
        return (batches, Task.Run(() => RunAsync(scan, file, batches.Writer, cancellationToken), CancellationToken.None));
    }

    // Every error goes through the channel to the reader, which throws it; nothing is swallowed here.
    private static async Task RunAsync(FileScan scan, ScanFile file, ChannelWriter<RecordBatch> batches, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var batch in scan.ReadAsync(file, cancellationToken).ConfigureAwait(false))
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
