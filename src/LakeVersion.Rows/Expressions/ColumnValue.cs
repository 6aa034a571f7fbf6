namespace LakeVersion.Rows.Expressions;

/// <summary>The value of a column, by its exact names.</summary>
public sealed record ColumnValue(ColumnPath Column) : ValueExpression
{
    private protected override IEnumerable<ColumnPath> Leaves() => [Column];
}
