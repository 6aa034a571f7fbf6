using LakeVersion.Rows.Expressions;
using Schema = Apache.Arrow.Schema;

namespace LakeVersion.Checks;

/// <summary>Every row has a value in a column.</summary>
/// <param name="Column">The column.</param>
public sealed record NotNull(string Column) : RowExpectation
{
    private protected override string Words => $"{Column} not null";

    private protected override string? TestedColumn => Column;

    private protected override Predicate Wrong(Schema schema) => ColumnPath.Of(Column).IsNull();
}
