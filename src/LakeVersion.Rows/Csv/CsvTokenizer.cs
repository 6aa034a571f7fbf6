using System.Buffers;
using System.Globalization;
using System.Text;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Csv;

/// <summary>Splits a CSV file (RFC 4180) into records, with the place of every field.</summary>
/// <remarks>
/// Our own, because an empty field is null and <c>""</c> is an empty text: the packages at hand do not say which fields were
/// quoted. Lines end in LF, CRLF or CR. A quote that does not open a field is an ordinary character.
/// </remarks>
internal sealed class CsvTokenizer : IDisposable
{
    /// <summary>A longer record is an error: most likely a quote that is never closed.</summary>
    public const int MaxRecordChars = 64 * 1024 * 1024;

    private const int BufferChars = 64 * 1024;

    private static readonly SearchValues<char> InQuotes = SearchValues.Create("\"\r\n");

    private readonly StreamReader reader;
    private readonly string name;
    private readonly char delimiter;
    private readonly SearchValues<char> plain;
    private readonly char[] buffer = new char[BufferChars];
    private readonly StringBuilder text = new();
    private readonly List<CsvField> fields = [];
    private int position;
    private int length;
    private long line = 1;
    private long column;
    private bool isAfterReturn;
    private char[] record = [];

    public CsvTokenizer(Stream stream, string name, char delimiter)
    {
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        reader = new StreamReader(stream, encoding, detectEncodingFromByteOrderMarks: true, BufferChars);
        (this.name, this.delimiter) = (name, delimiter);
        plain = SearchValues.Create([delimiter, '\r', '\n']);
    }

    /// <summary>The fields of the record read last.</summary>
    public IReadOnlyList<CsvField> Fields => fields;

    /// <summary>The line on which the record read last began, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>A field's text, valid until the next record.</summary>
    public ReadOnlySpan<char> Text(CsvField field) => record.AsSpan(field.Start, field.Length);

    /// <summary>Reads the next record; false at the end of the file.</summary>
    /// <exception cref="LakeException">Invalid: a quote is not closed, something follows one, or the file is not UTF-8.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        text.Clear();
        fields.Clear();
        Line = line;
        if (!await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        while (true)
        {
            var isLast = await FieldAsync(cancellationToken).ConfigureAwait(false);
            if (isLast)
            {
                break;
            }
        }

        if (record.Length < text.Length)
        {
            record = new char[Math.Max(text.Length, record.Length * 2)];
        }

        text.CopyTo(0, record, text.Length);
        return true;
    }

    public void Dispose() => reader.Dispose();

    // Reads one field and what ends it; true where that was the end of the record.
    private async ValueTask<bool> FieldAsync(CancellationToken cancellationToken)
    {
        var (start, startLine, startColumn) = (text.Length, line, column + 1);
        var isQuoted = await FillAsync(cancellationToken).ConfigureAwait(false) && buffer[position] == '"';
        if (isQuoted)
        {
            Next();
            await QuotedAsync(startLine, startColumn, cancellationToken).ConfigureAwait(false);
        }

        while (await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            var (c, atLine, atColumn) = (buffer[position], line, column + 1);
            Next();
            if (c == delimiter || c is '\n' or '\r')
            {
                fields.Add(new CsvField(start, text.Length - start, isQuoted, startLine, startColumn));
                if (c == '\r' && await FillAsync(cancellationToken).ConfigureAwait(false) && buffer[position] == '\n')
                {
                    Next();
                }

                return c != delimiter;
            }

            if (isQuoted)
            {
                throw Fault(atLine, atColumn, $"expected '{delimiter}' or the end of the line after a closing quote, found '{c}'");
            }

            Append(c, startLine, startColumn);
            AppendRun(plain);
        }

        fields.Add(new CsvField(start, text.Length - start, isQuoted, startLine, startColumn));
        return true;
    }

    private async ValueTask QuotedAsync(long startLine, long startColumn, CancellationToken cancellationToken)
    {
        while (await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            var c = buffer[position];
            Next();
            if (c == '"')
            {
                if (!await FillAsync(cancellationToken).ConfigureAwait(false) || buffer[position] != '"')
                {
                    return;
                }

                Next();
            }

            Append(c, startLine, startColumn);
            AppendRun(InQuotes);
        }

        throw Fault(startLine, startColumn, "this quote is never closed");
    }

    private void Append(char c, long startLine, long startColumn)
    {
        if (text.Length >= MaxRecordChars)
        {
            throw Fault(startLine, startColumn, $"the record is longer than {MaxRecordChars} characters; is a quote not closed?");
        }

        text.Append(c);
    }

    // Everything up to the next character of meaning at once: most of a file.
    private void AppendRun(SearchValues<char> meaning)
    {
        var rest = buffer.AsSpan(position, length - position);
        var end = rest.IndexOfAny(meaning);
        var run = end < 0 ? rest : rest[..end];
        if (run.Length > 0)
        {
            text.Append(run);
            position += run.Length;
            column += run.Length;
            isAfterReturn = false;
        }
    }

    private void Next()
    {
        var c = buffer[position++];
        if (c is '\n' or '\r')
        {
            // The LF of a CRLF has been counted with its CR, which may have been in the buffer before.
            line += c == '\n' && isAfterReturn ? 0 : 1;
            column = 0;
        }
        else
        {
            column++;
        }

        isAfterReturn = c == '\r';
    }

    private ValueTask<bool> FillAsync(CancellationToken cancellationToken) =>
        position < length ? ValueTask.FromResult(true) : ReadMoreAsync(cancellationToken);

    private async ValueTask<bool> ReadMoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            length = await reader.ReadAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
            position = 0;
            return length > 0;
        }
        catch (DecoderFallbackException error)
        {
            throw LakeException.Invalid($"{name}, after line {line.ToString(CultureInfo.InvariantCulture)}: the file is not UTF-8.", error);
        }
    }

    private LakeException Fault(long atLine, long atColumn, string message) =>
        LakeException.Invalid(string.Create(CultureInfo.InvariantCulture, $"{name}, line {atLine}, column {atColumn}: {message}."));
}
