using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Tests.Support;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Tests.Expressions;

public sealed class ValueTextTests
{
    private static readonly Schema Columns = Tables.Schema(
        ("b", BooleanType.Default),
        ("i", Int32Type.Default),
        ("l", Int64Type.Default),
        ("t", Int8Type.Default),
        ("f", FloatType.Default),
        ("d", DoubleType.Default),
        ("m", new Decimal128Type(10, 2)),
        ("s", StringType.Default),
        ("day", Date32Type.Default),
        ("at", new TimestampType(TimeUnit.Microsecond, "UTC")),
        ("clock", new TimestampType(TimeUnit.Microsecond, (string?)null)));

    private const string Row = """
        {"b":true,"i":7,"l":-3,"t":5,"f":1.5,"d":2.675,"m":12.35,"s":"Grüße, Welt","day":"2024-02-29","at":"2024-02-29T13:05:09.25Z","clock":"2021-12-31T23:59:59"}
        """;

    [Theory]
    // Arithmetic and its types.
    [InlineData("i + 1", "8", "int")]
    [InlineData("t + t", "10", "byte")]
    [InlineData("i * l", "-21", "long")]
    [InlineData("i / 2", "3.5", "double")]
    [InlineData("i div 2", "3", "long")]
    [InlineData("l % 2", "-1", "long")]
    [InlineData("-l", "3", "long")]
    [InlineData("- - i", "7", "int")]
    [InlineData("1 + 2 * 3 - 4", "3", "int")]
    [InlineData("(1 + 2) * 3", "9", "int")]
    [InlineData("f + 1", "2.5", "double")]
    [InlineData("f + f", "3", "float")]
    [InlineData("m + 1", "13.35", "decimal(11,2)")]
    [InlineData("m * 2.5", "30.875", "decimal(13,3)")]
    [InlineData("m / 3", "4.116667", "decimal(14,6)")]
    [InlineData("m % 5", "2.35", "decimal(3,2)")]
    [InlineData("i + null", null, "int")]
    [InlineData("9223372036854775807", "9223372036854775807", "long")]
    [InlineData("-9223372036854775808", "-9223372036854775808", "long")]
    // Comparisons and logic.
    [InlineData("i > 3 and s like 'Gr%Wel_'", "true", "boolean")]
    [InlineData("i between 1 and 7", "true", "boolean")]
    [InlineData("i not between 1 and 6", "true", "boolean")]
    [InlineData("i in (1, 7.0)", "true", "boolean")]
    [InlineData("i not in (1, null)", null, "boolean")]
    [InlineData("i in (7, null)", "true", "boolean")]
    [InlineData("null and false", "false", "boolean")]
    [InlineData("null and true", null, "boolean")]
    [InlineData("null or true", "true", "boolean")]
    [InlineData("not null", null, "boolean")]
    [InlineData("null <=> null", "true", "boolean")]
    [InlineData("i <=> null", "false", "boolean")]
    [InlineData("i is not null", "true", "boolean")]
    [InlineData("i is distinct from 7", "false", "boolean")]
    [InlineData("b is not true", "false", "boolean")]
    [InlineData("m = 12.350", "true", "boolean")]
    [InlineData("day = '2024-02-29'", "true", "boolean")]
    [InlineData("at > day", "true", "boolean")]
    [InlineData("cast('NaN' as double) > cast('inf' as double)", "true", "boolean")]
    [InlineData("cast('NaN' as double) = cast('NaN' as double)", "true", "boolean")]
    [InlineData("-0.0 = 0e0", "true", "boolean")]
    // What is not needed is not computed.
    [InlineData("case when i = 0 then 1 / (i - 7) else 2 end", "2", "double")]
    [InlineData("i = 7 or 1 / (i - 7) > 0", "true", "boolean")]
    [InlineData("coalesce(i, 1 div (i - 7))", "7", "long")]
    [InlineData("if(i > 3, 'many', 'few')", "many", "string")]
    [InlineData("case i when 1 then 'one' when 7 then 'seven' end", "seven", "string")]
    [InlineData("case when i < 0 then 1 end", null, "int")]
    [InlineData("nullif(i, 7)", null, "int")]
    [InlineData("greatest(i, l, null, 2)", "7", "long")]
    [InlineData("least(i, l)", "-3", "long")]
    // Text.
    [InlineData("upper(s)", null, null)]
    [InlineData("upper(substring(s, 1, 3))", "GRÜ", "string")]
    [InlineData("substring(s, -4)", "Welt", "string")]
    [InlineData("substr(s, 0, 2)", "Gr", "string")]
    [InlineData("substring('abc', -5, 3)", "a", "string")]
    [InlineData("length(s)", "11", "int")]
    [InlineData("trim('  a b ') || '!'", "a b!", "string")]
    [InlineData("concat(s, i, day)", "Grüße, Welt72024-02-29", "string")]
    [InlineData("\"it's\"", "it's", "string")]
    [InlineData(@"'a\\b\'c'", @"a\b'c", "string")]
    [InlineData(@"'50%' like '50\%'", "true", "boolean")]
    // Numbers.
    [InlineData("round(d, 2)", "2.68", "double")]
    [InlineData("round(-2.5e0)", "-3", "double")]
    [InlineData("round(m, 1)", "12.4", "decimal(10,1)")]
    [InlineData("round(15, -1)", "20", "int")]
    [InlineData("floor(-2.5e0)", "-3", "long")]
    [InlineData("ceil(m)", "13", "decimal(9,0)")]
    [InlineData("abs(l)", "3", "long")]
    // Dates and times.
    [InlineData("year(day) * 100 + month(at)", "202402", "int")]
    [InlineData("hour(at)", "13", "int")]
    [InlineData("date_trunc('HOUR', at)", "2024-02-29T13:00:00Z", "timestamp")]
    [InlineData("date_trunc('week', clock)", "2021-12-27T00:00:00", "timestamp_ntz")]
    [InlineData("date_format(at, 'yyyy-MM-dd HH:mm')", "2024-02-29 13:05", "string")]
    [InlineData("cast(at as date)", "2024-02-29", "date")]
    [InlineData("to_date('2024-03-01')", "2024-03-01", "date")]
    [InlineData("datediff(day, '2024-02-01')", "28", "int")]
    [InlineData("date_add(day, 1)", "2024-03-01", "date")]
    [InlineData("cast(at as string)", "2024-02-29 13:05:09.25", "string")]
    [InlineData("cast(timestamp '1969-12-31 23:59:59.5' as date)", "1969-12-31", "date")]
    // Casts.
    [InlineData("cast(d as int)", "2", "int")]
    [InlineData("cast(d as decimal(5,2))", "2.68", "decimal(5,2)")]
    [InlineData("cast(m as string)", "12.35", "string")]
    [InlineData("cast(' 12 ' as int)", "12", "int")]
    [InlineData("cast('1.5e2' as decimal(5,1))", "150.0", "decimal(5,1)")]
    [InlineData("cast(b as int)", "1", "int")]
    [InlineData("cast('yes' as boolean)", "true", "boolean")]
    public void Values_are_those_of_Spark(string text, string? expected, string? type)
    {
        if (type is null)
        {
            var fault = Assert.Throws<LakeException>(() => Evaluate(text));
            Assert.Contains("'ß' differs between engines", fault.Message, StringComparison.Ordinal);
            return;
        }

        var expression = ValueText.Parse(text, Columns);
        Assert.Equal(type, TypeText.Of(ValueEvaluator.TypeOf(expression, Columns)));
        Assert.Equal(expected, Evaluate(text));
        // As text it is the same expression.
        Assert.Equal(expected, Evaluate(expression.ToString()));
        Assert.Equal(type, TypeText.Of(ValueEvaluator.TypeOf(ValueText.Parse(expression.ToString(), Columns), Columns)));
    }

    [Theory]
    [InlineData("i + 2147483647", "Row 0: 7 + 2147483647 does not fit int.")]
    [InlineData("cast(t + 120 as tinyint)", "Row 0: 125 does not fit byte.", false)]
    [InlineData("t + cast(123 as tinyint)", "Row 0: 5 + 123 does not fit byte.")]
    [InlineData("1 / (i - 7)", "Row 0: 1 / 0 divides by zero.")]
    [InlineData("m / 0", "Row 0: 12.35 / 0 divides by zero.")]
    [InlineData("i % 0", "Row 0: 7 % 0 divides by zero.")]
    [InlineData("cast(s as int)", "Row 0: 'Grüße, Welt' is no int.")]
    [InlineData("cast('2024-02-30' as date)", "Row 0: '2024-02-30' is no date.")]
    [InlineData("cast(m as decimal(3,2))", "Row 0: 12.35 does not fit decimal(3,2).")]
    [InlineData("cast(1e10 as int)", "Row 0: 10000000000 does not fit int.")]
    public void What_is_no_value_is_an_error_that_names_the_row(string text, string fault, bool isFault = true)
    {
        if (isFault)
        {
            Assert.Equal(fault, Assert.Throws<LakeException>(() => Evaluate(text)).Message);
        }
        else
        {
            Assert.Equal("125", Evaluate(text));
        }
    }

    [Theory]
    [InlineData("i +", 4, "expected a value, found the end.")]
    [InlineData("uper(s)", 1, "the function 'uper' is not understood. Did you mean 'upper'?")]
    [InlineData("1 + rand()", 5, "the function 'rand' is not understood.")]
    [InlineData("ii + 1", 1, "there is no column 'ii'. Did you mean 'i'?")]
    [InlineData("i + (s * 2)", 8, "* takes numbers; found string and int.")]
    [InlineData("i = 'x'", 3, "= takes values of one type; found int and string. Cast one of them.")]
    [InlineData("substring(s)", 1, "substring takes 2 to 3 values; found 1.")]
    [InlineData("cast(d as string)", 1, "a double cannot be cast to a string.")]
    [InlineData("cast(d as text)", 11, "the type 'text' is not understood.")]
    [InlineData("i and b", 3, "and takes what is true or false; found int.")]
    [InlineData("date_format(at, 'EEE')", 1, "date_format understands yyyy, MM, dd, HH, mm, ss and signs between them; found 'EEE'.")]
    [InlineData("case when b then 1", 19, "expected 'end', found the end.")]
    [InlineData("i not 3", 7, "expected 'in', 'between' or 'like', found '3'.")]
    [InlineData(@"'a\x'", 3, @"a backslash in text is written \\")]
    public void A_fault_is_pointed_at(string text, int column, string fault)
    {
        var message = Assert.Throws<LakeException>(() => ValueText.Parse(text, Columns)).Message;
        Assert.StartsWith($"The expression is wrong at column {column}: {fault}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_refused_before_the_stack_ends() =>
        Assert.Contains("nested more than", Assert.Throws<LakeException>(() => ValueText.Parse(new string('(', 5000) + "1", Columns)).Message, StringComparison.Ordinal);

    [Fact]
    public void Names_of_infinity_are_columns_as_in_Spark()
    {
        var schema = Tables.Schema(("nan", Int32Type.Default));
        Assert.Equal([ColumnPath.Of("nan")], ValueText.Parse("nan + 1", schema).Columns);
        Assert.Equal("`nan`", ValueText.Parse("nan", schema).ToString());
    }

    private static string? Evaluate(string text)
    {
        var batch = Tables.Json(Row.ReplaceLineEndings("")).ReadAsync(Columns).ToBlockingEnumerable().Single();
        return CellText.Of(ValueEvaluator.Evaluate(ValueText.Parse(text, Columns), batch), 0);
    }
}
