using LakeVersion.Rows.Expressions;
using Schema = Apache.Arrow.Schema;

namespace LakeVersion.Checks;

/// <summary>A column has none but given values. Nulls pass.</summary>
/// <param name="Column">The column.</param>
/// <param name="Values">The values.</param>
public sealed record AcceptedValues(string Column, IReadOnlyList<Scalar> Values) : RowExpectation
{
    private protected override string Words => $"{Column} to be one of {string.Join(", ", Values)}";

    private protected override string? TestedColumn => Column;

    private protected override Predicate Wrong(Schema schema)
    {
        var column = ColumnPath.Of(Column);
        return Values.Count == 0 ? column.IsNotNull() : !column.In(Values);
    }
}
