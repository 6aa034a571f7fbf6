using System.Globalization;
using System.Text;
using LakeVersion.Rows.Parsing;

namespace LakeVersion.Rows.Expressions;

/// <summary>Predicates as text that <see cref="PredicateText"/> reads back.</summary>
internal static class PredicatePrinter
{
    // Words that mean something else where a name may stand.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "and", "or", "not", "in", "is", "like", "between", "null", "true", "false", "nan", "inf", "infinity",
        "case", "when", "then", "else", "end", "cast",
    };

    public static string Print(Predicate predicate) => predicate switch
    {
        Truth truth => truth.Value ? "true" : "false",
        Comparison test => $"{test.Column} {Symbol(test.Operator)} {Literal(test.Value)}",
        OneOf test => $"{test.Column} in ({string.Join(", ", test.Values.Select(Literal))})",
        StartsWith test => $"starts_with({test.Column}, {Quote(test.Prefix)})",
        NullTest test => $"{test.Column} is null",
        Negation { Term: NullTest test } => $"{test.Column} is not null",
        Negation not => $"not ({Print(not.Term)})",
        AllOf all => string.Join(" and ", all.Terms.Select(term => term is AnyOf ? $"({Print(term)})" : Print(term))),
        AnyOf any => string.Join(" or ", any.Terms.Select(Print)),
        _ => throw new ArgumentException($"A predicate of the type {predicate.GetType().Name} has no text.", nameof(predicate)),
    };

    public static string Symbol(ComparisonOperator test) => test switch
    {
        ComparisonOperator.Equal => "=",
        ComparisonOperator.NotEqual => "!=",
        ComparisonOperator.Less => "<",
        ComparisonOperator.LessOrEqual => "<=",
        ComparisonOperator.Greater => ">",
        ComparisonOperator.GreaterOrEqual => ">=",
        _ => "<=>",
    };

    public static string Name(ColumnPath column) => string.Join('.', column.Names.Select(Name));

    public static string Literal(Scalar value) => value.Kind switch
    {
        ScalarKind.Text => Quote(value.TextValue),
        ScalarKind.Floating => Floating(value.FloatingValue),
        ScalarKind.Exact => Exact(value),
        ScalarKind.Date => $"date {Quote(PredicateLiteral.Inside(value))}",
        ScalarKind.Timestamp => $"timestamp {Quote(PredicateLiteral.Inside(value))}",
        _ => value.ToString(),
    };

    private static string Name(string name)
    {
        var isPlain = name.Length > 0 && (char.IsLetter(name[0]) || name[0] == '_') && name.All(c => char.IsLetterOrDigit(c) || c == '_');
        return isPlain && !Reserved.Contains(name) ? name : $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";
    }

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    // An exponent tells a floating-point number, a point an exact one.
    private static string Floating(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "infinity" : "-infinity";
        }

        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('E', StringComparison.Ordinal) ? text : text + "e0";
    }

    private static string Exact(Scalar value)
    {
        var (unscaled, scale) = value.AsDecimal();
        var digits = new StringBuilder((unscaled.Sign < 0 ? -unscaled : unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0'));
        digits.Insert(digits.Length - scale, '.');
        return unscaled.Sign < 0 ? $"-{digits}" : digits.ToString();
    }
}
