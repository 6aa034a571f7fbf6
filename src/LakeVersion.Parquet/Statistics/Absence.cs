using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Parquet.Statistics;

/// <summary>Which rows of a window have no value.</summary>
/// <param name="Rows">True where a row has none; null where all rows are alike.</param>
/// <param name="Count">How many have none.</param>
internal readonly record struct Absence(bool[]? Rows, int Count)
{
    /// <summary>Every row has one.</summary>
    public static Absence None => default;

    /// <summary>The rows without a value in the window of an array, where these are those of its parent.</summary>
    public Absence And(ArrayData data)
    {
        var nulls = data.GetNullCount();
        if (nulls == 0 || Count == data.Length)
        {
            return this;
        }

        if (nulls == data.Length)
        {
            return new Absence(null, nulls);
        }

        var (rows, count) = (new bool[data.Length], 0);
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = (Rows is not null && Rows[i]) || !IsValid(data, i);
            count += rows[i] ? 1 : 0;
        }

        return new Absence(rows, count);
    }

    /// <summary>True where the array itself has a value.</summary>
    public static bool IsValid(ArrayData data, int index) =>
        data.DataType is not NullType && (data.Buffers[0].IsEmpty || BitUtility.GetBit(data.Buffers[0].Span, data.Offset + index));
}
