using LakeVersion.Rows.Expressions;

namespace LakeVersion.Tracing;

/// <summary>A cell of a row at one revision.</summary>
/// <param name="Json">The value as JSON; <c>null</c> for a null.</param>
/// <param name="Value">The value where its type has an order; else, or where the cell is null, null.</param>
internal readonly record struct CellValue(string Json, Scalar? Value)
{
    /// <summary>A cell without a value, which is also what a row has in a column that its table does not have.</summary>
    public static CellValue Null { get; } = new("null", null);

    /// <summary>True where both are the same value, be the column's type wider in one of them.</summary>
    public static bool IsSame(CellValue left, CellValue right) =>
        left.Value is { } a && right.Value is { } b && Scalar.Comparable(a.Kind, b.Kind) ? Scalar.Compare(a, b) == 0 : left.Json == right.Json;
}
