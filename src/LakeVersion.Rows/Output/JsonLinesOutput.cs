using System.Buffers;
using System.Text.Json;
using Apache.Arrow;

namespace LakeVersion.Rows.Output;

/// <summary>Writes batches as JSON lines: one object a row, in the batches' order, with a line feed after each.</summary>
public static class JsonLinesOutput
{
    private const int FlushBytes = 64 * 1024;

    /// <summary>Writes all batches; the stream is left open, the batches stay the caller's.</summary>
    public static async ValueTask WriteAsync(
        IAsyncEnumerable<RecordBatch> batches, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(destination);
        var buffer = new ArrayBufferWriter<byte>(2 * FlushBytes);
        var writer = new Utf8JsonWriter(buffer, JsonCell.WriterOptions);
        await using var owned = writer.ConfigureAwait(false);
        await foreach (var batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            for (var row = 0; row < batch.Length; row++)
            {
                WriteRow(writer, batch, row);
                buffer.Write("\n"u8);
                if (buffer.WrittenCount >= FlushBytes)
                {
                    await destination.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
                    buffer.ResetWrittenCount();
                }
            }
        }

        await destination.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
        await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void WriteRow(Utf8JsonWriter writer, RecordBatch batch, int row)
    {
        writer.WriteStartObject();
        for (var i = 0; i < batch.ColumnCount; i++)
        {
            writer.WritePropertyName(batch.Schema.GetFieldByIndex(i).Name);
            JsonCell.Write(writer, batch.Column(i), row);
        }

        writer.WriteEndObject();
        writer.Flush();
        writer.Reset();
    }
}
