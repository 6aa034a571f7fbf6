namespace LakeVersion.Rows.Expressions;

/// <summary>A conjunction: a row passes where every term passes. No terms pass every row.</summary>
public sealed record Predicate(IReadOnlyList<Comparison> Terms)
{
    /// <summary>A predicate of the given terms, all of which must pass.</summary>
    public static Predicate All(params Comparison[] terms) => new(terms);

    /// <summary>The columns that the terms name, each once, in order of first use.</summary>
    public IReadOnlyList<string> Columns => [.. Terms.Select(term => term.Column).Distinct(StringComparer.Ordinal)];
}
