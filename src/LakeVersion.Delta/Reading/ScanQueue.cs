using System.Runtime.CompilerServices;
using Apache.Arrow;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Reading;

/// <summary>Reads files in order, some of them ahead; memory is bounded by files ahead times what <see cref="ReadAhead"/> keeps of each.</summary>
internal static class ScanQueue
{
    // One file is being handed out, the others hide the store's latency and use the other cores.
    private const int FilesAhead = 4;

    /// <summary>The rows of all files, one file after another.</summary>
    /// <param name="background">Where files are read ahead.</param>
    /// <param name="scan">Reads one.</param>
    /// <param name="count">How many files there are.</param>
    /// <param name="file">The file of an index; asked for each once, in order.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<RecordBatch> ReadAsync(
        BackgroundWork background, FileScan scan, int count, Func<int, ScanFile> file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Queue<(ReadAhead Batches, Task Work)>();
        var next = 0;
        try
        {
            while (running.Count > 0 || next < count)
            {
                while (next < count && running.Count < FilesAhead)
                {
                    running.Enqueue(Start(background, scan, file(next++), stop.Token));
                }

                // The channel ends with the file's own error, so that it comes after the rows before it.
                await foreach (var batch in running.Peek().Batches.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    yield return batch;
                }

                running.Dequeue().Batches.Dispose();
            }
        }
        finally
        {
            await background.CancelAsync(stop).ConfigureAwait(false);
            foreach (var (batches, work) in running)
            {
                await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                batches.Dispose();
            }
        }
    }

    private static (ReadAhead Batches, Task Work) Start(BackgroundWork background, FileScan scan, ScanFile file, CancellationToken cancellationToken)
    {
        var batches = new ReadAhead(background);
        return (batches, background.RunAsync(() => batches.FillAsync(scan.ReadAsync(file, cancellationToken), cancellationToken)));
    }
}
