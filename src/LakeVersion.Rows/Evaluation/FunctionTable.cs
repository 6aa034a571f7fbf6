using Apache.Arrow.Types;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Evaluation;

/// <summary>All operators and functions.</summary>
internal static class FunctionTable
{
    private const int Many = 10_000;

    private static readonly Dictionary<string, ValueFunction> ByName =
        Operators().Concat(Choices()).Concat(OfText()).Concat(OfNumbers()).Concat(OfTimes()).ToDictionary(function => function.Name, StringComparer.Ordinal);

    /// <exception cref="LakeException">Invalid: no such function, wrong operands. The message begins small, as a part of another.</exception>
    public static Node Bind(string name, Node[] operands)
    {
        if (!ByName.TryGetValue(name, out var function))
        {
            throw Unknown(name);
        }

        if (operands.Length < function.Least || operands.Length > function.Most)
        {
            var expected = function.Most == Many ? $"at least {function.Least}"
                : function.Least == function.Most ? $"{function.Least}" : $"{function.Least} to {function.Most}";
            throw LakeException.Invalid($"{name} takes {expected} values; found {operands.Length}.");
        }

        return function.Bind(operands);
    }

    public static bool Has(string name) => ByName.ContainsKey(name);

    public static LakeException Unknown(string name) => LakeException.Invalid(
        $"the function '{name}' is not understood.{NearNames.Hint(name, ByName.Keys.Where(known => char.IsLetter(known[0]) && !known.Contains(' ', StringComparison.Ordinal)))}");

    private static IEnumerable<ValueFunction> Operators()
    {
        foreach (var symbol in (string[])["+", "-", "*", "/", "%", "div"])
        {
            yield return new(symbol, 2, 2, of => Arithmetic.Of(symbol, of[0], of[1]));
        }

        foreach (var symbol in (string[])["=", "!=", "<", "<=", ">", ">=", "<=>"])
        {
            yield return new(symbol, 2, 2, of => Coercion.Compare(symbol, of[0], of[1]));
        }

        yield return new("mod", 2, 2, of => Arithmetic.Of("%", of[0], of[1]));
        yield return new("negative", 1, 1, of => Arithmetic.Negative(of[0]));
        yield return new("||", 2, Many, TextFunctions.Concat);
        yield return new("and", 2, Many, of => new JunctionNode(isAnd: true, [.. of.Select(term => Coercion.Truth("and", term))]));
        yield return new("or", 2, Many, of => new JunctionNode(isAnd: false, [.. of.Select(term => Coercion.Truth("or", term))]));
        yield return new("not", 1, 1, of => LogicNodes.Not(Coercion.Truth("not", of[0])));
        yield return new("is null", 1, 1, of => LogicNodes.IsNull(of[0]));
        yield return new("between", 3, 3, of => new JunctionNode(isAnd: true, [Coercion.Compare(">=", of[0], of[1]), Coercion.Compare("<=", of[0], of[2])]));
        yield return new("in", 2, Many, of => new JunctionNode(isAnd: false, [.. of.Skip(1).Select(value => Coercion.Compare("=", of[0], value))]));
        yield return new("like", 2, 2, of => TextFunctions.Like(of[0], of[1]));
    }

    private static IEnumerable<ValueFunction> Choices()
    {
        foreach (var name in (string[])["coalesce", "ifnull", "nvl"])
        {
            yield return new(name, name == "coalesce" ? 1 : 2, name == "coalesce" ? Many : 2, of =>
                Coercion.Common(name, of) is var (type, nodes) && Vectors.Knows(type) ? new CoalesceNode(type, nodes) : throw Nested(name));
        }

        foreach (var name in (string[])["least", "greatest"])
        {
            yield return new(name, 2, Many, of =>
                Coercion.Common(name, of) is var (type, nodes) && Vectors.Knows(type) ? new ExtremeNode(type, nodes, name == "greatest") : throw Nested(name));
        }

        yield return new("if", 3, 3, of => Choose("if", [(of[0], of[1])], of[2]));
        yield return new("nullif", 2, 2, of => Choose("nullif", [(Coercion.Compare("=", of[0], of[1]), new ConstantNode(NullType.Default, null))], of[0]));
        yield return new("isnull", 1, 1, of => LogicNodes.IsNull(of[0]));
        yield return new("isnotnull", 1, 1, of => LogicNodes.Not(LogicNodes.IsNull(of[0])));
    }

    /// <summary>The value of the first branch whose condition is true.</summary>
    public static Node Choose(string name, IReadOnlyList<(Node When, Node Then)> branches, Node? otherwise)
    {
        var (type, nodes) = Coercion.Common(name, [.. branches.Select(branch => branch.Then), .. otherwise is null ? (Node[])[] : [otherwise]]);
        return Vectors.Knows(type)
            ? new ChoiceNode(type, [.. branches.Select((branch, i) => (Coercion.Truth(name, branch.When), nodes[i]))], otherwise is null ? null : nodes[^1])
            : throw Nested(name);
    }

    private static IEnumerable<ValueFunction> OfText() =>
    [
        new("concat", 0, Many, TextFunctions.Concat),
        new("upper", 1, 1, of => TextFunctions.Map(of[0], TextFunctions.Upper)),
        new("ucase", 1, 1, of => TextFunctions.Map(of[0], TextFunctions.Upper)),
        new("lower", 1, 1, of => TextFunctions.Map(of[0], TextFunctions.Lower)),
        new("lcase", 1, 1, of => TextFunctions.Map(of[0], TextFunctions.Lower)),
        new("trim", 1, 1, of => TextFunctions.Map(of[0], text => text.Trim(' '))),
        new("ltrim", 1, 1, of => TextFunctions.Map(of[0], text => text.TrimStart(' '))),
        new("rtrim", 1, 1, of => TextFunctions.Map(of[0], text => text.TrimEnd(' '))),
        new("length", 1, 1, of => TextFunctions.Length(of[0])),
        new("char_length", 1, 1, of => TextFunctions.Length(of[0])),
        new("len", 1, 1, of => TextFunctions.Length(of[0])),
        new("substring", 2, 3, of => TextFunctions.Substring(of[0], of[1], of.Length == 3 ? of[2] : null)),
        new("substr", 2, 3, of => TextFunctions.Substring(of[0], of[1], of.Length == 3 ? of[2] : null)),
        new("starts_with", 2, 2, of => TextFunctions.Test(of[0], of[1], (text, part) => text.Span.StartsWith(part.Span))),
        new("startswith", 2, 2, of => TextFunctions.Test(of[0], of[1], (text, part) => text.Span.StartsWith(part.Span))),
        new("endswith", 2, 2, of => TextFunctions.Test(of[0], of[1], (text, part) => text.Span.EndsWith(part.Span))),
        new("contains", 2, 2, of => TextFunctions.Test(of[0], of[1], (text, part) => text.Span.IndexOf(part.Span) >= 0)),
    ];

    private static IEnumerable<ValueFunction> OfNumbers() =>
    [
        new("abs", 1, 1, of => Arithmetic.Absolute(of[0])),
        new("round", 1, 2, of => NumberFunctions.Round(of[0], of.Length == 2 ? of[1] : null)),
        new("floor", 1, 1, of => NumberFunctions.Whole("floor", of[0])),
        new("ceil", 1, 1, of => NumberFunctions.Whole("ceil", of[0])),
        new("ceiling", 1, 1, of => NumberFunctions.Whole("ceiling", of[0])),
        new("isnan", 1, 1, of => NumberFunctions.IsNan(of[0])),
    ];

    private static IEnumerable<ValueFunction> OfTimes()
    {
        foreach (var name in (string[])["day", "dayofmonth"])
        {
            yield return new(name, 1, 1, of => TimeFunctions.OfDay(name, of[0], day => day.Day));
        }

        yield return new("year", 1, 1, of => TimeFunctions.OfDay("year", of[0], day => day.Year));
        yield return new("quarter", 1, 1, of => TimeFunctions.OfDay("quarter", of[0], day => ((day.Month - 1) / 3) + 1));
        yield return new("month", 1, 1, of => TimeFunctions.OfDay("month", of[0], day => day.Month));
        yield return new("dayofweek", 1, 1, of => TimeFunctions.OfDay("dayofweek", of[0], day => (int)day.DayOfWeek + 1));
        yield return new("dayofyear", 1, 1, of => TimeFunctions.OfDay("dayofyear", of[0], day => day.DayOfYear));
        yield return new("hour", 1, 1, of => TimeFunctions.OfClock("hour", of[0], 3_600_000_000, 24));
        yield return new("minute", 1, 1, of => TimeFunctions.OfClock("minute", of[0], 60_000_000, 60));
        yield return new("second", 1, 1, of => TimeFunctions.OfClock("second", of[0], 1_000_000, 60));
        yield return new("date_trunc", 2, 2, of => TimeFunctions.Truncate(of[0], of[1]));
        yield return new("date_format", 2, 2, of => TimeFunctions.Format(of[0], of[1]));
        yield return new("date_add", 2, 2, of => TimeFunctions.AddDays("date_add", of[0], of[1]));
        yield return new("date_sub", 2, 2, of => TimeFunctions.AddDays("date_sub", of[0], of[1]));
        yield return new("datediff", 2, 2, of => TimeFunctions.Difference(of[0], of[1]));
        foreach (var name in (string[])["to_date", "date"])
        {
            yield return new(name, 1, 1, of => Coercion.To(of[0], Date32Type.Default));
        }
    }

    private static LakeException Nested(string name) => LakeException.Invalid($"{name} does not take structs, lists or maps.");
}
