namespace LakeVersion.Rows.Expressions;

/// <summary>One test of a column against a literal.</summary>
public sealed record Comparison(ColumnPath Column, ComparisonOperator Operator, Scalar Value) : Predicate
{
    private protected override IEnumerable<ColumnPath> Leaves() => [Column];
}

/// <summary>True where the column is null, else false: never unknown.</summary>
public sealed record NullTest(ColumnPath Column) : Predicate
{
    private protected override IEnumerable<ColumnPath> Leaves() => [Column];
}

/// <summary>A test of text: whether it begins with a prefix.</summary>
public sealed record StartsWith(ColumnPath Column, string Prefix) : Predicate
{
    private protected override IEnumerable<ColumnPath> Leaves() => [Column];
}

/// <summary>The same for every row.</summary>
public sealed record Truth(bool Value) : Predicate
{
    private protected override IEnumerable<ColumnPath> Leaves() => [];
}
