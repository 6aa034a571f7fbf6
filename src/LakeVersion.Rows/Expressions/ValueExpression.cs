using LakeVersion.Storage;

namespace LakeVersion.Rows.Expressions;

/// <summary>What a row is asked for: columns and literals, joined by operators, functions, <c>case</c> and <c>cast</c>. Immutable.</summary>
/// <remarks>
/// Values follow Spark's SQL with its ANSI rules: what does not fit its type, a division by zero and a text that is no value
/// of its type are errors that name the row. Null makes most results null; <c>and</c> and <c>or</c> know three values. What <c>case</c>,
/// <c>if</c>, <c>coalesce</c>, <c>and</c> and <c>or</c> do not need is not computed, so it cannot fail. Floating-point numbers have the order
/// that <see cref="Predicate"/> states, and wall clocks meet instants in UTC.
/// </remarks>
public abstract record ValueExpression
{
    // Every walk over the tree calls itself, so its depth has an end.
    private const int MaxDepth = 256;

    private protected ValueExpression(params IEnumerable<ValueExpression> parts)
    {
        Depth = 1 + parts.Select(part => part.Depth).DefaultIfEmpty(0).Max();
        if (Depth > MaxDepth)
        {
            throw LakeException.Invalid($"The expression is nested more than {MaxDepth} deep.");
        }
    }

    /// <summary>The columns that are read, each once, in order of first use.</summary>
    public IReadOnlyList<ColumnPath> Columns => [.. Leaves().Distinct()];

    internal int Depth { get; }

    /// <summary>The expression as text, which <see cref="ValueText.Parse"/> reads back.</summary>
    public sealed override string ToString() => ValuePrinter.Print(this);

    private protected abstract IEnumerable<ColumnPath> Leaves();

    private protected static IEnumerable<ColumnPath> LeavesOf(IEnumerable<ValueExpression> parts) => parts.SelectMany(part => part.Leaves());
}
