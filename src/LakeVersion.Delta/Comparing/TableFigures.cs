using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Comparing;

/// <summary>Adds up the columns of a table, to compare versions of it by their figures.</summary>
public static class TableFigures
{
    /// <summary>The figures of columns, in the table's order or that asked for. All rows are read, of these columns alone; in memory is a batch.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">The columns; null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="Storage.LakeException">Invalid: an unknown column. Corrupt: a file is damaged or gone.</exception>
    public static async ValueTask<IReadOnlyList<ColumnFigures>> ReadAsync(
        DeltaSnapshot table, IReadOnlyList<string>? columns = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        var names = columns ?? [.. table.Schema.FieldsList.Select(field => field.Name)];
        List<ColumnTally> tallies = [.. names.Select(name => new ColumnTally(name))];
        await foreach (var batch in table.ReadAsync(names, null, cancellationToken).ConfigureAwait(false))
        {
            using var owned = batch;
            for (var i = 0; i < tallies.Count; i++)
            {
                tallies[i].Add(batch.Column(i));
            }
        }

        return [.. tallies.Select(tally => tally.Figures)];
    }
}
