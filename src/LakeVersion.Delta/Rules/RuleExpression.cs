using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Rules;

/// <summary>Reads the expressions of rules.</summary>
internal static class RuleExpression
{
    private static readonly Schema NoColumns = new([], null);

    /// <summary>A test, which is true or false.</summary>
    /// <exception cref="LakeException">As the faults say: it is none, or not understood.</exception>
    public static ValueExpression Test(string text, Schema columns, string rule, string feature, RuleFaults faults)
    {
        var expression = Parse(text, columns, rule, feature, faults);
        return ValueEvaluator.TypeOf(expression, columns) is BooleanType or NullType
            ? expression
            : throw faults.Rule(rule, feature, $"its expression ({text}) is {TypeText.Of(ValueEvaluator.TypeOf(expression, columns))}; expected what is true or false.");
    }

    /// <summary>A value for a column, in its type.</summary>
    /// <exception cref="LakeException">As the faults say.</exception>
    public static ValueExpression Value(string text, Schema columns, IArrowType type, string rule, string feature, RuleFaults faults)
    {
        var expression = Parse(text, columns, rule, feature, faults);
        try
        {
            if (ValueEvaluator.TypeOf(expression, columns) is NullType && type is NestedType)
            {
                return expression;
            }

            var cast = new CastValue(expression, type);
            ValueEvaluator.TypeOf(cast, columns);
            return cast;
        }
        catch (LakeException fault) when (fault.Kind == LakeErrorKind.Invalid)
        {
            throw faults.Expression(rule, feature, text, fault.Message);
        }
    }

    /// <summary>A column's default, which reads no columns. Of what changes with time the moment of the write is taken.</summary>
    /// <exception cref="LakeException">As the faults say.</exception>
    public static ValueExpression Default(string text, IArrowType type, DateTimeOffset now, string rule, RuleFaults faults)
    {
        var time = text.Trim().ToLowerInvariant() switch
        {
            "current_timestamp()" or "current_timestamp" or "now()" => $"timestamp '{now.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}'",
            "current_date()" or "current_date" => $"date '{now.UtcDateTime:yyyy-MM-dd}'",
            _ => text,
        };
        return Value(time, NoColumns, type, rule, "allowColumnDefaults", faults);
    }

    /// <summary>The test within <c>{"expression":{"expression":"x &gt; 3"}}</c>; null where the text is not of that form.</summary>
    public static string? Invariant(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("expression", out var outer) && outer.ValueKind == JsonValueKind.Object
                && outer.TryGetProperty("expression", out var inner) && inner.ValueKind == JsonValueKind.String
                ? inner.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ValueExpression Parse(string text, Schema columns, string rule, string feature, RuleFaults faults)
    {
        try
        {
            return ValueText.Parse(text, columns);
        }
        catch (LakeException fault) when (fault.Kind == LakeErrorKind.Invalid)
        {
            throw faults.Expression(rule, feature, text, fault.Message);
        }
    }
}
