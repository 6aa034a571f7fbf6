using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;

namespace LakeVersion.Rows.Expressions;

/// <summary>A value as another type; what does not fit is an error, fractions of numbers are cut or rounded as Spark does.</summary>
public sealed record CastValue : ValueExpression
{
    /// <param name="value">The value.</param>
    /// <param name="type">The type wanted.</param>
    public CastValue(ValueExpression value, IArrowType type)
        : base(value) => (Value, Type) = (value, type);

    /// <summary>The value.</summary>
    public ValueExpression Value { get; }

    /// <summary>The type wanted.</summary>
    public IArrowType Type { get; }

    /// <inheritdoc/>
    public bool Equals(CastValue? other) => other is not null && Value == other.Value && TypeText.Of(Type) == TypeText.Of(other.Type);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    private protected override IEnumerable<ColumnPath> Leaves() => LeavesOf([Value]);
}
