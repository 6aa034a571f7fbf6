using System.Globalization;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Csv;

/// <summary>One pass over a file: its header, then its rows, each as long as the header.</summary>
internal sealed class CsvPass : IDisposable
{
    private readonly CsvTokenizer tokenizer;

    private CsvPass(CsvTokenizer tokenizer, string name, IReadOnlyList<string> header) =>
        (this.tokenizer, Name, Header) = (tokenizer, name, header);

    public string Name { get; }

    /// <summary>The names of the columns.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>The fields of the row read last.</summary>
    public IReadOnlyList<CsvField> Fields => tokenizer.Fields;

    public static async ValueTask<CsvPass> OpenAsync(
        Func<CancellationToken, ValueTask<Stream>> open, string name, CsvOptions options, CancellationToken cancellationToken)
    {
        var tokenizer = new CsvTokenizer(await open(cancellationToken).ConfigureAwait(false), name, options.Delimiter);
        try
        {
            if (options.Names is { } names)
            {
                return new CsvPass(tokenizer, name, names);
            }

            if (!await tokenizer.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                throw LakeException.Invalid($"{name}: the file is empty: expected a header with the names of the columns.");
            }

            var header = tokenizer.Fields.Select(field => tokenizer.Text(field).ToString()).ToArray();
            CsvRules.CheckNames($"{name}, line 1", header);
            return new CsvPass(tokenizer, name, header);
        }
        catch
        {
            tokenizer.Dispose();
            throw;
        }
    }

    public ReadOnlySpan<char> Text(CsvField field) => tokenizer.Text(field);

    /// <summary>Reads the next row; false at the end.</summary>
    public async ValueTask<bool> ReadRowAsync(CancellationToken cancellationToken)
    {
        while (await tokenizer.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (Fields.Count == Header.Count)
            {
                return true;
            }

            var isBlank = Fields is [{ Length: 0, IsQuoted: false }];
            if (!isBlank)
            {
                throw LakeException.Invalid(string.Create(
                    CultureInfo.InvariantCulture, $"{Name}, line {tokenizer.Line}: expected {Header.Count} fields, found {Fields.Count}."));
            }
        }

        return false;
    }

    public void Dispose() => tokenizer.Dispose();
}
