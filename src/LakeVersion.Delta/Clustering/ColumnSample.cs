namespace LakeVersion.Delta.Clustering;

/// <summary>A sample of the rows' values of some columns, of bounded size and the same at every run.</summary>
/// <param name="columns">How many columns.</param>
internal sealed class ColumnSample(int columns)
{
    private const int MostRows = 1 << 17;

    private readonly List<(ulong Lot, OrderKey?[] Values)> rows = [];
    private ulong limit = ulong.MaxValue;
    private ulong seen;

    /// <summary>The rows that were offered.</summary>
    public long Rows => (long)seen;

    /// <summary>Takes a row, or lets it pass.</summary>
    /// <param name="value">Gives the value of a column; asked only where the row is taken.</param>
    public void Offer(Func<int, OrderKey?> value)
    {
        var lot = Lot(seen++);
        if (lot > limit)
        {
            return;
        }

        var values = new OrderKey?[columns];
        for (var i = 0; i < columns; i++)
        {
            values[i] = value(i);
        }

        rows.Add((lot, values));
        if (rows.Count > MostRows)
        {
            limit /= 2;
            rows.RemoveAll(row => row.Lot > limit);
        }
    }

    /// <summary>The sampled values of a column that are not null.</summary>
    public OrderKey[] Column(int index) => [.. rows.Where(row => row.Values[index] is not null).Select(row => row.Values[index]!.Value)];

    // A number that a row gets by its place alone, spread evenly (the finaliser of MurmurHash3).
    private static ulong Lot(ulong row)
    {
        var x = row + 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 33)) * 0xFF51AFD7ED558CCD;
        x = (x ^ (x >> 33)) * 0xC4CEB9FE1A85EC53;
        return x ^ (x >> 33);
    }
}
