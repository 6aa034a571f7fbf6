using System.Globalization;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Checks;

/// <summary>A table has about so many rows. Told from statistics where every file has them.</summary>
public sealed record RowCount : Expectation
{
    /// <summary>The least; null for none.</summary>
    public long? Min { get; init; }

    /// <summary>The greatest; null for none.</summary>
    public long? Max { get; init; }

    /// <summary>How far the count may be from that of the table before, up or down, in per cent of it; null for any. A table that was not
    /// there before, or was empty, may have any count.</summary>
    public double? MaxChangePercent { get; init; }

    internal override async ValueTask<CheckFailure?> TestAsync(CheckedTable table, CancellationToken cancellationToken)
    {
        var count = await CountAsync(table.State, cancellationToken).ConfigureAwait(false);
        if (count < Min || count > Max)
        {
            var bounds = (Min, Max) switch
            {
                ({ } min, { } max) => $"{min} to {max}",
                ({ } min, _) => $"{min} at least",
                _ => $"{Max} at most",
            };
            return new CheckFailure($"Expected {bounds} rows; found {count}.") { Rows = count };
        }

        if (MaxChangePercent is not { } most || table.Before is null)
        {
            return null;
        }

        var before = await CountAsync(table.Before, cancellationToken).ConfigureAwait(false);
        var change = 100.0 * (count - before) / before;
        return before == 0 || Math.Abs(change) <= most ? null : new CheckFailure(string.Create(
            CultureInfo.InvariantCulture,
            $"Expected the count of rows to change by {most:0.##} % at most; it went from {before} to {count}, by {change:+0.##;-0.##} %.")) { Rows = count };
    }

    private static async ValueTask<long> CountAsync(DeltaSnapshot table, CancellationToken cancellationToken)
    {
        if (table.RowCount is { } known)
        {
            return known;
        }

        long count = 0;
        await foreach (var batch in table.ReadAsync([], null, cancellationToken).ConfigureAwait(false))
        {
            using (batch)
            {
                count += batch.Length;
            }
        }

        return count;
    }
}
