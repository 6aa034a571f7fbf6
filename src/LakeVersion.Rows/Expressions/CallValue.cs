namespace LakeVersion.Rows.Expressions;

/// <summary>A function of values. Operators are functions too, named by their symbol or word: <c>+</c>, <c>=</c>, <c>and</c>, <c>is null</c>.</summary>
public sealed record CallValue : ValueExpression
{
    /// <param name="function">The function's name in small letters.</param>
    /// <param name="arguments">What it is given.</param>
    public CallValue(string function, params IReadOnlyList<ValueExpression> arguments)
        : base(arguments) => (Function, Arguments) = (function, [.. arguments]);

    /// <summary>The function's name.</summary>
    public string Function { get; }

    /// <summary>What it is given.</summary>
    public IReadOnlyList<ValueExpression> Arguments { get; }

    /// <inheritdoc/>
    public bool Equals(CallValue? other) => other is not null && Function == other.Function && Arguments.SequenceEqual(other.Arguments);

    /// <inheritdoc/>
    public override int GetHashCode() => Arguments.Aggregate(Function.GetHashCode(StringComparison.Ordinal), HashCode.Combine);

    private protected override IEnumerable<ColumnPath> Leaves() => LeavesOf(Arguments);
}
