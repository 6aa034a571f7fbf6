using System.Runtime.CompilerServices;
using Apache.Arrow;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Csv;

/// <summary>A CSV file as a source of record batches. Streaming: memory holds a batch, not the file.</summary>
/// <remarks>
/// <para>An empty field, and the null text of the options, is null; a quoted empty field is an empty value in a column of
/// strings or binary and null elsewhere. Blank lines are passed over, save in files of one column, where they are nulls.</para>
/// <para>All errors in the file are <see cref="LakeException"/> of the kind Invalid, which name the file, the line, the column
/// on it (both from 1), and what was expected and found.</para>
/// </remarks>
public sealed class CsvInput
{
    private readonly Func<CancellationToken, ValueTask<Stream>> open;
    private readonly string name;
    private readonly CsvOptions options;

    /// <summary>A file that can be opened again and again: inference and reading are two passes.</summary>
    /// <param name="open">Opens the file at its beginning; the stream is disposed after each pass.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="options">How it is read; null for the defaults.</param>
    /// <exception cref="LakeException">Invalid: an option is out of range.</exception>
    public CsvInput(Func<CancellationToken, ValueTask<Stream>> open, string name, CsvOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(name);
        (this.open, this.name, this.options) = (open, name, options ?? new CsvOptions());
        CsvRules.Check(this.options);
    }

    /// <summary>The schema that fits every row (or every row of the sample): all columns nullable.</summary>
    /// <remarks>
    /// A column is, in this order, the first that all of its values fit: boolean (<c>true</c>, <c>false</c>), long, double (or
    /// decimal, where asked for), date (ISO), timestamp with zone, timestamp without, string. Numbers with leading zeros are
    /// strings, and so are whole numbers that a long does not hold. A column without values is a string.
    /// </remarks>
    public async ValueTask<Schema> InferAsync(CancellationToken cancellationToken = default)
    {
        using var file = await CsvPass.OpenAsync(open, name, options, cancellationToken).ConfigureAwait(false);
        var guesses = file.Header.Select(_ => new CsvGuess(options.InferDecimals)).ToArray();
        for (long rows = 0; options.SampleRows is not { } limit || rows < limit; rows++)
        {
            if (!await file.ReadRowAsync(cancellationToken).ConfigureAwait(false))
            {
                break;
            }

            for (var i = 0; i < guesses.Length; i++)
            {
                var field = file.Fields[i];
                var text = file.Text(field);
                if (text.Length > 0 && (field.IsQuoted || !text.SequenceEqual(options.NullText)))
                {
                    guesses[i].Add(text);
                }
            }
        }

        return new Schema(file.Header.Select((column, i) => new Field(column, guesses[i].Type, true)), null);
    }

    /// <summary>Reads the file by a schema: its columns are found by name, and come in the schema's order.</summary>
    /// <param name="schema">Scalars only. A nullable column that the file lacks is null; a column of the file that the schema
    /// lacks is an error.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<RecordBatch> ReadAsync(
        Schema schema, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schema);
        using var file = await CsvPass.OpenAsync(open, name, options, cancellationToken).ConfigureAwait(false);
        var rows = new CsvRows(name, options, schema, file.Header);
        while (await file.ReadRowAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(file);
            if (rows.Count == options.BatchRows)
            {
                yield return rows.Build();
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        if (rows.Count > 0)
        {
            yield return rows.Build();
        }
    }
}
