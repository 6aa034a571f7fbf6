using LakeVersion.Storage;

namespace LakeVersion.Rows.Expressions;

/// <summary>A test of rows: a tree of comparisons joined by and, or and not. Immutable.</summary>
/// <remarks>
/// As in SQL a test of a row is true, false or unknown, and a row passes only where it is true. What compares a null is
/// unknown, save for <see cref="NullTest"/> and <see cref="ComparisonOperator.NullSafeEqual"/>. <c>not</c> leaves unknown as it is;
/// <c>and</c> is false where one term is, <c>or</c> true where one term is, whatever the unknown others are.
/// <para>Floating-point numbers have one order: NaN equals NaN and is greater than every other number, and -0.0 equals 0.0.
/// Spark and DuckDB agree on this; IEEE 754 does not. Text orders by its UTF-8 bytes.</para>
/// </remarks>
public abstract record Predicate
{
    // Every walk over the tree calls itself, so its depth has an end.
    private const int MaxDepth = 256;

    private protected Predicate(int depth = 1) => Depth = depth <= MaxDepth
        ? depth
        : throw LakeException.Invalid($"The predicate is nested more than {MaxDepth} deep.");

    /// <summary>The columns that are tested, each once, in order of first use.</summary>
    public IReadOnlyList<ColumnPath> Columns => [.. Leaves().Distinct()];

    internal int Depth { get; }

    /// <summary>Passes where every term does; no terms pass every row.</summary>
    public static Predicate All(params IEnumerable<Predicate> terms)
    {
        var flat = terms.SelectMany(term => term is AllOf all ? all.Terms : [term]).ToArray();
        return flat.Length switch { 0 => new Truth(true), 1 => flat[0], _ => new AllOf(flat) };
    }

    /// <summary>Passes where a term does; no terms pass no row.</summary>
    public static Predicate Any(params IEnumerable<Predicate> terms)
    {
        var flat = terms.SelectMany(term => term is AnyOf any ? any.Terms : [term]).ToArray();
        return flat.Length switch { 0 => new Truth(false), 1 => flat[0], _ => new AnyOf(flat) };
    }

    /// <summary>Passes where both do.</summary>
    public static Predicate operator &(Predicate left, Predicate right) => All(left, right);

    /// <summary>Passes where one does.</summary>
    public static Predicate operator |(Predicate left, Predicate right) => Any(left, right);

    /// <summary>Passes where the term is false; where it is unknown, neither passes.</summary>
    public static Predicate operator !(Predicate term) => new Negation(term);

    /// <summary>The predicate as text, which <see cref="PredicateText.Parse"/> reads back as an equal one.</summary>
    public sealed override string ToString() => PredicatePrinter.Print(this);

    private protected abstract IEnumerable<ColumnPath> Leaves();

    private protected static IEnumerable<ColumnPath> LeavesOf(IEnumerable<Predicate> terms) => terms.SelectMany(term => term.Leaves());
}
