using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace LakeVersion.Rows.Output;

/// <summary>Writes batches as an Arrow IPC stream, which Python, R and others read from a pipe.</summary>
public static class ArrowStreamOutput
{
    /// <summary>Writes the schema, all batches and the end mark; the stream is left open, the batches stay the caller's.</summary>
    public static async ValueTask WriteAsync(
        Schema schema, IAsyncEnumerable<RecordBatch> batches, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(destination);
        using var writer = new ArrowStreamWriter(destination, schema, leaveOpen: true);
        await writer.WriteStartAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            await writer.WriteRecordBatchAsync(batch, cancellationToken).ConfigureAwait(false);
        }

        await writer.WriteEndAsync(cancellationToken).ConfigureAwait(false);
        await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
