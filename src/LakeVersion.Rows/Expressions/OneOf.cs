using LakeVersion.Storage;

namespace LakeVersion.Rows.Expressions;

/// <summary>True where a column equals one of some literals.</summary>
public sealed record OneOf : Predicate
{
    /// <exception cref="LakeException">Invalid: no values.</exception>
    public OneOf(ColumnPath column, IReadOnlyList<Scalar> values)
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(values);
        (Column, Values) = (column, values.Count > 0 ? [.. values] : throw LakeException.Invalid($"The test of column {column} has no values."));
    }

    /// <summary>The column.</summary>
    public ColumnPath Column { get; }

    /// <summary>The literals; at least one.</summary>
    public IReadOnlyList<Scalar> Values { get; }

    /// <summary>True where column and literals, in their order, are equal.</summary>
    public bool Equals(OneOf? other) => other is not null && Column.Equals(other.Column) && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Column, Values.Count, Values[0]);

    private protected override IEnumerable<ColumnPath> Leaves() => [Column];
}
