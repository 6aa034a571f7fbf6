using System.Globalization;

namespace LakeVersion.Rows.Tests.Support.Values;

/// <summary>Random expressions whose meaning Spark and DuckDB share, of columns b, i, l, d, m, s, day and tm.</summary>
internal sealed class AnyValue(Random random)
{
    private static readonly string[] Kinds = ["bool", "int", "double", "decimal", "text", "date", "time"];

    public string Next(int depth) => Of(Kinds[random.Next(Kinds.Length)], depth);

    private string Of(string kind, int depth)
    {
        if (depth == 0 || random.Next(6) == 0)
        {
            return Leaf(kind);
        }

        if (random.Next(4) == 0)
        {
            return Choice(kind, depth - 1);
        }

        return kind switch
        {
            "bool" => Truth(depth - 1),
            "int" => Pick(
                () => $"({Of("int", depth - 1)} {Sign("+", "-", "*")} {Of("int", depth - 1)})",
                () => $"({Of("int", depth - 1)} % {random.Next(1, 9)})",
                () => $"abs({Of("int", depth - 1)})",
                () => $"length({Of("text", depth - 1)})",
                () => $"{Sign("year", "month", "day")}({Of(Sign("date", "time"), depth - 1)})",
                () => $"hour({Of("time", depth - 1)})",
                () => $"cast({Of("bool", depth - 1)} as int)",
                () => $"cast(floor({Of("decimal", 0)}) as bigint)"),
            "double" => Pick(
                () => $"({Of("double", depth - 1)} {Sign("+", "-", "*")} {Of("double", depth - 1)})",
                () => $"({Of("int", depth - 1)} / {random.Next(1, 9)})",
                () => $"cast({Of(Sign("int", "decimal"), depth - 1)} as double)"),
            "decimal" => Pick(
                () => $"({Of("decimal", 0)} {Sign("+", "-", "*")} {Of("decimal", 0)})",
                () => $"cast({Of("int", 0)} as decimal(12,1))",
                () => $"abs({Of("decimal", depth - 1)})"),
            "text" => Pick(
                () => $"({Of("text", depth - 1)} || {Of("text", depth - 1)})",
                () => $"{Sign("upper", "lower", "trim")}({Of("text", depth - 1)})",
                () => $"substring({Of("text", depth - 1)}, {random.Next(1, 5)}, {random.Next(0, 4)})",
                () => $"cast({Of(Sign("int", "date", "bool"), depth - 1)} as {Sign("string", "string")})"),
            "date" => $"cast({Of("time", depth - 1)} as date)",
            _ => Pick(
                () => $"date_trunc('{Sign("year", "quarter", "month", "week", "day", "hour", "minute")}', {Of("time", depth - 1)})",
                () => $"cast({Of("date", depth - 1)} as timestamp_ntz)"),
        };
    }

    private string Truth(int depth) => Pick(
        () => Compare(depth),
        () => Compare(depth),
        () => $"({Of("bool", depth)} {Sign("and", "or")} {Of("bool", depth)})",
        () => $"(not {Of("bool", depth)})",
        () => $"({Next(depth)} is {Sign("", "not ")}null)",
        () => $"({Of("int", depth)} {Sign("", "not ")}in ({Of("int", depth)}, {random.Next(9)}, null))",
        () => $"({Of("decimal", depth)} between {Of("int", depth)} and {Of("decimal", depth)})",
        () => $"({Of("text", depth)} {Sign("", "not ")}like '{Sign("%", "", "a")}{Sign("a", "_", "%", "ß")}{Sign("%", "", "_")}')");

    private string Compare(int depth)
    {
        var kind = Kinds[random.Next(Kinds.Length)];
        var right = kind is "int" or "decimal" ? Sign("int", "decimal") : kind;
        return $"({Of(kind, depth)} {Sign("=", "!=", "<", "<=", ">", ">=", "is distinct from", "is not distinct from")} {Of(right, depth)})";
    }

    private string Choice(string kind, int depth) => Pick(
        () => $"case when {Of("bool", depth)} then {Of(kind, depth)} else {Of(kind, depth)} end",
        () => $"case when {Of("bool", depth)} then {Of(kind, depth)} when {Of("bool", depth)} then {Of(kind, depth)} end",
        () => $"coalesce({Of(kind, depth)}, {Of(kind, depth)})",
        () => $"nullif({Of(kind, depth)}, {Of(kind, depth)})",
        () => kind == "bool" ? Of(kind, depth) : $"{Sign("least", "greatest")}({Of(kind, depth)}, {Of(kind, depth)}, {Of(kind, 0)})");

    private string Leaf(string kind) => kind switch
    {
        "bool" => Sign("b", "b", "true", "false", "cast(null as boolean)"),
        "int" => Sign("i", "l", random.Next(-9, 100).ToString(CultureInfo.InvariantCulture), "cast(null as bigint)"),
        "double" => Sign("d", "d", "1.5e0", "cast('NaN' as double)", "-0e0"),
        "decimal" => Sign("m", "m", "12.34", "-0.5"),
        "text" => Sign("s", "s", "'a'", "''", "' aB '"),
        "date" => Sign("day", "day", "date '2024-02-29'"),
        _ => Sign("tm", "tm", "cast('1969-12-31 23:59:59.5' as timestamp_ntz)"),
    };

    private string Sign(params string[] choices) => choices[random.Next(choices.Length)];

    private string Pick(params Func<string>[] choices) => choices[random.Next(choices.Length)]();
}
