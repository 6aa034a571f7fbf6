using Apache.Arrow;
using LakeVersion.Parquet.Footers;
using LakeVersion.Storage;

namespace LakeVersion.Parquet;

/// <summary>Which columns are read, and how they come into the order wanted.</summary>
/// <param name="Schema">The columns in the order wanted.</param>
/// <param name="Leaves">The leaves to decode, ascending.</param>
/// <param name="Order">For each column wanted, where it stands in a decoded batch, which has them in file order.</param>
/// <param name="Columns">For each column wanted, which column of the file it is.</param>
internal sealed record ColumnSelection(Schema Schema, int[] Leaves, int[] Order, int[] Columns)
{
    private const int MaxSuggestions = 3;

    /// <summary>Finds columns by name.</summary>
    /// <exception cref="LakeException">Invalid: a name that the file does not have, has twice, or that is asked for twice.</exception>
    public static ColumnSelection Of(StoreKey key, ParquetFooter footer, Schema schema, IReadOnlyList<string>? columns)
    {
        var wanted = columns is null
            ? [.. Enumerable.Range(0, footer.Columns.Count)]
            : columns.Select(name => Find(key, footer.Columns, name)).ToArray();
        var ascending = wanted.Order().ToArray();
        for (var i = 1; i < ascending.Length; i++)
        {
            if (ascending[i] == ascending[i - 1])
            {
                throw LakeException.Invalid($"{key}: column '{footer.Columns[ascending[i]].Name}' is asked for twice.");
            }
        }

        var leaves = ascending.SelectMany(i => Enumerable.Range(footer.Columns[i].FirstLeaf, footer.Columns[i].LeafCount));
        return new ColumnSelection(
            new Schema(wanted.Select(schema.GetFieldByIndex), schema.Metadata),
            [.. leaves],
            [.. wanted.Select(i => System.Array.BinarySearch(ascending, i))],
            wanted);
    }

    private static int Find(StoreKey key, IReadOnlyList<FooterColumn> columns, string name)
    {
        var found = -1;
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].Name == name)
            {
                found = found < 0 ? i : throw LakeException.Invalid($"{key}: the file has two columns '{name}'.");
            }
        }

        return found >= 0 ? found : throw Unknown(key, columns, name);
    }

    private static LakeException Unknown(StoreKey key, IReadOnlyList<FooterColumn> columns, string name)
    {
        var near = columns
            .Select(column => (column.Name, Distance: Distance(column.Name, name)))
            .Where(column => column.Distance <= Math.Max(2, name.Length / 3))
            .OrderBy(column => column.Distance)
            .Take(MaxSuggestions)
            .Select(column => $"'{column.Name}'")
            .ToArray();
        var hint = near.Length > 0
            ? $"did you mean {string.Join(" or ", near)}?"
            : $"it has {columns.Count}, such as {string.Join(", ", columns.Take(MaxSuggestions).Select(column => $"'{column.Name}'"))}.";
        return LakeException.Invalid($"{key}: there is no column '{name}'; {hint}");
    }

    // Levenshtein's distance, letters of either case being equal: 'Id' for 'id' is the commonest slip.
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + cost));
            }
        }

        return row[^1];
    }
}
