using System.IO.Pipelines;
using Apache.Arrow;
using LakeVersion.Parquet;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Writing;

/// <summary>One data file on its way into the store: encoded rows go through a pipe, so that no file is held in memory.</summary>
internal sealed class DataFileUpload : IAsyncDisposable
{
    private const long PauseBytes = 4 << 20;

    private readonly Pipe pipe;
    private readonly IParquetWriter writer;
    private readonly Task put;
    private bool isFinished;

    public DataFileUpload(
        IObjectStore folder, StoreKey key, DeltaContext context, Schema schema, ParquetWriteOptions options, CancellationToken cancellationToken)
    {
        Key = key;
        var goesOn = context.Background.Answers.HasFlag(TaskCreationOptions.RunContinuationsAsynchronously) ? PipeScheduler.ThreadPool : PipeScheduler.Inline;
        pipe = new Pipe(new PipeOptions(null, goesOn, goesOn, PauseBytes, PauseBytes / 2, useSynchronizationContext: false));
        writer = context.Parquet.CreateWriter(pipe.Writer.AsStream(leaveOpen: true), schema, options);
        put = PutAsync(folder, key, pipe.Reader, cancellationToken);
    }

    /// <summary>Where the file will be.</summary>
    public StoreKey Key { get; }

    /// <summary>The file's size as far as it is written.</summary>
    public long EstimatedSizeBytes => writer.EstimatedSizeBytes;

    public ValueTask WriteAsync(RecordBatch rows, CancellationToken cancellationToken) => writer.WriteAsync(rows, cancellationToken);

    /// <summary>Closes the file and waits until the store has it.</summary>
    public async ValueTask<ParquetFileSummary> FinishAsync(CancellationToken cancellationToken)
    {
        var summary = await writer.FinishAsync(cancellationToken).ConfigureAwait(false);
        await pipe.Writer.CompleteAsync().ConfigureAwait(false);
        await put.ConfigureAwait(false);
        isFinished = true;
        return summary;
    }

    /// <summary>Ends the upload. A file that is not finished is not stored: its stream ends with an error.</summary>
    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync().ConfigureAwait(false);
        if (!isFinished)
        {
            await pipe.Writer.CompleteAsync(new IOException($"The data file {Key} was abandoned.")).ConfigureAwait(false);
            await put.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // A put that fails early completes the reader, so that the writer never waits for room that no one makes.
    private static async Task PutAsync(IObjectStore folder, StoreKey key, PipeReader reader, CancellationToken cancellationToken)
    {
        try
        {
            await folder.PutAsync(key, reader.AsStream(leaveOpen: true), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }
}
