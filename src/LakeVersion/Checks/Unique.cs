using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Apache.Arrow;
using LakeVersion.Rows.Cells;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Checks;

/// <summary>No two rows have the same values in some columns. Rows with a null in one of them are equal to none, as in SQL.</summary>
/// <remarks>Reads these columns of the whole table: once for each 16 million rows, and once more where something is found, holding at
/// most some hundred MiB of digests.</remarks>
/// <param name="Columns">The columns.</param>
public sealed record Unique(params IReadOnlyList<string> Columns) : Expectation
{
    private const long RowsAPass = 1 << 24;
    private const int MostSuspects = 1000;

    internal override async ValueTask<CheckFailure?> TestAsync(CheckedTable table, CancellationToken cancellationToken)
    {
        if (ColumnFinding.Missing(table.State, Columns) is { } missing)
        {
            return missing;
        }

        var passes = (ulong)(1 + ((table.State.RowCount ?? 0) / RowsAPass));
        long repeated = 0;
        var suspects = new HashSet<ulong>();
        for (ulong pass = 0; pass < passes; pass++)
        {
            var seen = new HashSet<ulong>();
            await foreach (var (_, digest) in KeysAsync(table, cancellationToken).ConfigureAwait(false))
            {
                if (digest % passes == pass && !seen.Add(digest))
                {
                    repeated++;
                    _ = suspects.Count < MostSuspects && suspects.Add(digest);
                }
            }
        }

        return suspects.Count == 0 ? null : await FailureAsync(table, suspects, repeated, cancellationToken).ConfigureAwait(false);
    }

    // Equal digests only suggest equal values: those of the suspects are compared.
    private async ValueTask<CheckFailure?> FailureAsync(
        CheckedTable table, HashSet<ulong> suspects, long repeated, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var (key, digest) in KeysAsync(table, cancellationToken).ConfigureAwait(false))
        {
            if (suspects.Contains(digest))
            {
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }
        }

        var twice = counts.Where(pair => pair.Value > 1).OrderBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        var surplus = suspects.Count < MostSuspects ? twice.Sum(pair => pair.Value - 1) : repeated;
        var names = string.Join(", ", Columns);
        return twice.Count == 0 ? null : new CheckFailure($"Expected {names} to be unique; {surplus} row{(surplus == 1 ? " repeats" : "s repeat")} what another has.")
        {
            Column = names,
            Rows = surplus,
            Examples = [.. twice.Take(WrongRows.MostExamples).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} ({pair.Value} rows)"))],
        };
    }

    private async IAsyncEnumerable<(string Key, ulong Digest)> KeysAsync(
        CheckedTable table, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var whole = Predicate.All(Columns.Select(column => ColumnPath.Of(column).IsNotNull()));
        await foreach (var batch in table.State.ReadAsync(Columns, whole, cancellationToken).ConfigureAwait(false))
        {
            using (batch)
            {
                for (var row = 0; row < batch.Length; row++)
                {
                    var key = Key(batch, row);
                    yield return (key, XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(key)));
                }
            }
        }
    }

    // Quotes around every text keep two columns apart; 0 and -0 are one number.
    private static string Key(RecordBatch batch, int row) => string.Join(", ", batch.Schema.FieldsList.Select((field, at) =>
    {
        var array = batch.Column(at);
        var text = CellText.Of(array, row)!;
        return array is StringArray
            ? $"{field.Name} = '{text.Replace("'", "''", StringComparison.Ordinal)}'"
            : $"{field.Name} = {(array is DoubleArray or FloatArray && text == "-0" ? "0" : text)}";
    }));
}
