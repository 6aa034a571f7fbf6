using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Apache.Arrow;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Reading;

/// <summary>Batches of one file that wait to be handed out: as many as fit into a budget of bytes, and at least two.</summary>
/// <remarks>Files behind the one that is handed out decode on other cores only as far as this lets them; a table of small rows
/// wants several batches, one of large rows would fill the memory with them.</remarks>
internal sealed class ReadAhead : IDisposable
{
    private const long BudgetBytes = 32 * 1024 * 1024;
    private const int FewestBatches = 2;
    private const int MostBatches = 8;

    private readonly Channel<RecordBatch> batches;
    private readonly WorkSlots places;

    /// <param name="background">Where the filling goes on.</param>
    public ReadAhead(BackgroundWork background)
    {
        batches = Channel.CreateUnbounded<RecordBatch>(new UnboundedChannelOptions
        {
            SingleReader = true,
            SingleWriter = true,
            AllowSynchronousContinuations = !background.Answers.HasFlag(TaskCreationOptions.RunContinuationsAsynchronously),
        });
        places = new WorkSlots(background, FewestBatches);
    }

    /// <summary>Takes all batches of a reading. It never throws: every error goes to the reader, behind the batches before it.</summary>
    public async Task FillAsync(IAsyncEnumerable<RecordBatch> source, CancellationToken cancellationToken)
    {
        try
        {
            var isFirst = true;
            await foreach (var batch in source.ConfigureAwait(false))
            {
                if (isFirst)
                {
                    isFirst = false;
                    if (Math.Clamp(BudgetBytes / Math.Max(1, SizeBytes(batch)), FewestBatches, MostBatches) is > FewestBatches and var most)
                    {
                        places.Release((int)most - FewestBatches);
                    }
                }

                await PutAsync(batch, cancellationToken).ConfigureAwait(false);
            }

            batches.Writer.Complete();
        }
        catch (Exception e)
        {
            batches.Writer.Complete(e);
        }
    }

    /// <summary>The batches, in order.</summary>
    public async IAsyncEnumerable<RecordBatch> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in batches.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            places.Release();
            yield return batch;
        }
    }

    /// <summary>Lets go of batches that nobody read. The filling has ended.</summary>
    public void Dispose()
    {
        while (batches.Reader.TryRead(out var unread))
        {
            unread.Dispose();
        }
    }

    private async ValueTask PutAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            await places.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            batch.Dispose();
            throw;
        }

        await batches.Writer.WriteAsync(batch, CancellationToken.None).ConfigureAwait(false);
    }

    private static long SizeBytes(RecordBatch batch) => batch.Arrays.Sum(array => SizeBytes(array.Data));

    private static long SizeBytes(ArrayData data) => data.Buffers.Sum(buffer => (long)buffer.Length) + (data.Children?.Sum(SizeBytes) ?? 0);
}
