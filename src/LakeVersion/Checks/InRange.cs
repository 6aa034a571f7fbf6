using LakeVersion.Rows.Expressions;
using Schema = Apache.Arrow.Schema;

namespace LakeVersion.Checks;

/// <summary>The values of a column lie between bounds, bounds included. Nulls pass; NaN is above every bound.</summary>
/// <param name="Column">The column.</param>
/// <param name="Min">The least; null for none.</param>
/// <param name="Max">The greatest; null for none.</param>
public sealed record InRange(string Column, Scalar? Min = null, Scalar? Max = null) : RowExpectation
{
    private protected override string Words => (Min, Max) switch
    {
        ({ } min, { } max) => $"{Column} from {min} to {max}",
        ({ } min, null) => $"{Column} of {min} at least",
        (null, { } max) => $"{Column} of {max} at most",
        _ => Column,
    };

    private protected override string? TestedColumn => Column;

    private protected override Predicate Wrong(Schema schema)
    {
        var column = ColumnPath.Of(Column);
        return Predicate.Any([.. Min is { } min ? [column.LessThan(min)] : (Predicate[])[], .. Max is { } max ? [column.GreaterThan(max)] : (Predicate[])[]]);
    }
}
