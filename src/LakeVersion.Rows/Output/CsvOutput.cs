using System.Buffers;
using System.Text;
using Apache.Arrow;
using LakeVersion.Rows.Cells;
using LakeVersion.Rows.Csv;

namespace LakeVersion.Rows.Output;

/// <summary>Writes batches as CSV (RFC 4180): a header, CRLF after each record, the cells as <see cref="CellText"/> has them.</summary>
/// <remarks>Null is the empty field, or the null text of the options; an empty string is <c>""</c>, so that both read back
/// as they were. What equals the null text is quoted.</remarks>
public static class CsvOutput
{
    private const int FlushBytes = 64 * 1024;

    /// <summary>Writes all batches; the stream is left open, the batches stay the caller's.</summary>
    /// <param name="schema">The batches' schema, for the header of a table without rows.</param>
    /// <param name="batches">The rows.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="options">Delimiter and null text count; <see cref="CsvOptions.Names"/> replaces the header's names.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async ValueTask WriteAsync(
        Schema schema,
        IAsyncEnumerable<RecordBatch> batches,
        Stream destination,
        CsvOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(destination);
        options ??= new CsvOptions();
        CsvRules.Check(options);
        var quoted = SearchValues.Create(['"', '\r', '\n', options.Delimiter]);
        var buffer = new ArrayBufferWriter<byte>(2 * FlushBytes);
        WriteRecord(buffer, options, quoted, schema.FieldsList.Count, i => options.Names?[i] ?? schema.GetFieldByIndex(i).Name);
        await foreach (var batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            for (var row = 0; row < batch.Length; row++)
            {
                var at = row;
                WriteRecord(buffer, options, quoted, batch.ColumnCount, i => CellText.Of(batch.Column(i), at));
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

    private static void WriteRecord(
        ArrayBufferWriter<byte> buffer, CsvOptions options, SearchValues<char> quoted, int count, Func<int, string?> cell)
    {
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
            {
                Encoding.UTF8.GetBytes([options.Delimiter], buffer);
            }

            var text = cell(i);
            var isPlain = text is null || (text.Length > 0 && text != options.NullText && !text.AsSpan().ContainsAny(quoted));
            var field = isPlain ? text ?? options.NullText ?? "" : $"\"{text!.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            Encoding.UTF8.GetBytes(field, buffer);
        }

        buffer.Write("\r\n"u8);
    }
}
