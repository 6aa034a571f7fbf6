using Apache.Arrow;
using LakeVersion.Rows.Comparing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Output;

namespace LakeVersion.Delta.Comparing;

/// <summary>Adds up a column, batch by batch.</summary>
internal sealed class ColumnTally(string name)
{
    private readonly DistinctCounter distinct = new();
    private long rows;
    private long nulls;
    private double sum;
    private bool isNumber;
    private (Scalar Value, string Json)? least;
    private (Scalar Value, string Json)? greatest;

    public ColumnFigures Figures => new(
        name, rows, nulls, least?.Json, greatest?.Json, isNumber && rows > nulls && double.IsFinite(sum) ? sum / (rows - nulls) : null, distinct.Count);

    public void Add(IArrowArray column)
    {
        var hashes = new ulong[column.Length];
        CellHashes.Add(column, CellRule.Key, hashes);
        var kind = ColumnScalars.KindOf(column.Data.DataType);
        isNumber = kind is ScalarKind.Whole or ScalarKind.Floating or ScalarKind.Exact;
        var (low, high) = (-1, -1);
        var (lowest, highest) = (default(Scalar), default(Scalar));
        rows += column.Length;
        for (var row = 0; row < column.Length; row++)
        {
            if (column.IsNull(row))
            {
                nulls++;
                continue;
            }

            distinct.Add(hashes[row]);
            if (kind is null)
            {
                continue;
            }

            var value = ColumnScalars.Read(column, row);
            sum += Number(value);
            (low, lowest) = low < 0 || Scalar.Compare(value, lowest) < 0 ? (row, value) : (low, lowest);
            (high, highest) = high < 0 || Scalar.Compare(value, highest) > 0 ? (row, value) : (high, highest);
        }

        if (low >= 0)
        {
            least = least is { } known && Scalar.Compare(known.Value, lowest) <= 0 ? known : (lowest, CellJson.OfCell(column, low)!);
            greatest = greatest is { } other && Scalar.Compare(other.Value, highest) >= 0 ? other : (highest, CellJson.OfCell(column, high)!);
        }
    }

    private static double Number(Scalar value) => value.Kind switch
    {
        ScalarKind.Whole => value.WholeValue,
        ScalarKind.Floating => value.FloatingValue,
        ScalarKind.Exact => (double)value.ExactValue / Math.Pow(10, value.ExactScale),
        _ => 0,
    };
}
