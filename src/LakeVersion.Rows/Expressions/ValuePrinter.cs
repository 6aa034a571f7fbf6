using LakeVersion.Rows.Cells;
using LakeVersion.Rows.Parsing;

namespace LakeVersion.Rows.Expressions;

/// <summary>Value expressions as text that <see cref="ValueText"/> reads back. Every operation stands in parentheses.</summary>
internal static class ValuePrinter
{
    public static string Print(ValueExpression expression) => expression switch
    {
        ColumnValue column => column.Column.ToString(),
        LiteralValue literal => Literal(literal),
        CastValue cast => $"cast({Print(cast.Value)} as {TypeText.Of(cast.Type)})",
        CaseValue choice => "case " + string.Concat(choice.Branches.Select(branch => $"when {Print(branch.When)} then {Print(branch.Then)} "))
            + (choice.Otherwise is null ? "end" : $"else {Print(choice.Otherwise)} end"),
        CallValue call => Call(call.Function, [.. call.Arguments.Select(Print)]),
        _ => throw new ArgumentException($"An expression of the type {expression.GetType().Name} has no text.", nameof(expression)),
    };

    private static string Literal(LiteralValue literal) => literal.Value switch
    {
        null => "null",
        { Kind: ScalarKind.Text } text => TextEscapes.Quote(text.TextValue),
        { Kind: ScalarKind.Floating } number when !double.IsFinite(number.FloatingValue) => $"cast('{number}' as double)",
        { Kind: ScalarKind.Exact, ExactScale: 0 } number => $"cast('{number.ExactValue}' as decimal({LiteralValue.Digits(number)},0))",
        { } value => PredicatePrinter.Literal(value),
    };

    private static string Call(string function, string[] arguments) => function switch
    {
        "in" => $"({arguments[0]} in ({string.Join(", ", arguments[1..])}))",
        "between" => $"({arguments[0]} between {arguments[1]} and {arguments[2]})",
        "is null" => $"({arguments[0]} is null)",
        "not" => $"(not {arguments[0]})",
        "negative" => $"(- {arguments[0]})",
        "and" or "or" or "like" or "div" or [< 'A', ..] or [> 'z', ..] => $"({string.Join($" {function} ", arguments)})",
        _ => $"{function}({string.Join(", ", arguments)})",
    };
}
