using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using DuckDB.NET.Data;
using LakeVersion.Rows.Cells;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Tests.Support;
using LakeVersion.Rows.Tests.Support.Values;
using LakeVersion.Storage;
using LakeVersion.Testing;

namespace LakeVersion.Rows.Tests.Expressions;

public sealed class ValueEvaluatorTests
{
    private static readonly IArrowType Clock = new TimestampType(TimeUnit.Microsecond, (string?)null);

    private static readonly Schema Columns = Tables.Schema(
        ("b", BooleanType.Default), ("i", Int32Type.Default), ("l", Int64Type.Default), ("d", DoubleType.Default),
        ("m", new Decimal128Type(10, 2)), ("s", StringType.Default), ("day", Date32Type.Default), ("tm", Clock));

    private static readonly string?[][] Pools =
    [
        ["true", "false", null], ["0", "7", "-3", "2147483647", null], ["0", "5", "-9223372036854775808", "4000000000", null],
        ["0", "-0", "1.5", "NaN", "Infinity", "-1E300", null], ["0.00", "12.34", "-99999999.99", "0.50", null],
        ["", "a", "ab", "ß", "\U0001F600x", " aB ", null], ["1970-01-01", "2024-02-29", "0001-01-01", "1969-07-20", null],
        ["1970-01-01T00:00:00", "2024-12-31T23:59:59.999999", "1900-03-01T12:00:00.5", null],
    ];

    [Fact]
    public void Values_are_those_of_DuckDB_where_it_means_the_same() => Run(iterations: 60);

    [Fact]
    [Trait("tier", "long")]
    public void Values_are_those_of_DuckDB_in_many_cases() => Run(LongTier.Cases(3_000));

    [Fact]
    public void A_slice_is_computed_as_its_rows_are()
    {
        var (batch, _) = Rows(new Random(3), 40);
        foreach (var text in (string[])["s || '!'", "b and i > 3", "m + i", "tm", "coalesce(day, date '2024-01-01')"])
        {
            var expression = ValueText.Parse(text, Columns);
            var (whole, part) = (ValueEvaluator.Evaluate(expression, batch), ValueEvaluator.Evaluate(expression, batch.Slice(9, 20)));
            Assert.Equal(Enumerable.Range(9, 20).Select(row => CellText.Of(whole, row)), Enumerable.Range(0, 20).Select(row => CellText.Of(part, row)));
        }
    }

    [Fact]
    public void A_field_of_a_null_struct_is_null()
    {
        var schema = new Schema([new Field("p", new StructType([new Field("x", Int32Type.Default, true)]), true)], null);
        var batch = Tables.Json("""{"p":{"x":1}}""" + "\n" + """{"p":null}""" + "\n" + """{"p":{"x":null}}""").ReadAsync(schema).ToBlockingEnumerable().Single();
        string?[] Of(string text) => [.. Enumerable.Range(0, 3).Select(row => CellText.Of(ValueEvaluator.Evaluate(ValueText.Parse(text, schema), batch), row))];
        Assert.Equal(["2", null, null], Of("p.x + 1"));
        Assert.Equal(["false", "true", "false"], Of("p is null"));
        Assert.Equal(["1", null, null], Of("p.x"));
    }

    private static void Run(int iterations)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        // Its optimizer takes a null for true where date_trunc(…) is compared by !=.
        Execute(connection, "pragma disable_optimizer");
        var computed = 0;
        Gen.Int.Sample(seed => Interlocked.Add(ref computed, Compare(connection, seed)), iter: iterations, threads: 1);
        Assert.True(computed > iterations * 2, $"only {computed} expressions were computed by both");
    }

    // One number makes rows and expressions: the failing one is printed.
    private static int Compare(DuckDBConnection connection, int seed)
    {
        var random = new Random(seed);
        var (batch, insert) = Rows(random, 20);
        Execute(connection, "create or replace table t (n int, b boolean, i int, l bigint, d double, m decimal(10,2), s varchar, day date, tm timestamp)");
        Execute(connection, insert);
        var computed = 0;
        for (var k = 0; k < 6; k++)
        {
            var text = new AnyValue(random).Next(3);
            var (ours, type, fault) = Ours(text, batch);
            if (ours is not null && Theirs(connection, text, type!) is { } theirs)
            {
                computed++;
                Assert.True(ours.SequenceEqual(theirs), $"seed {seed}: {text}\nours   {string.Join(" | ", ours)}\ntheirs {string.Join(" | ", theirs)}");
            }
            else
            {
                // Only values outside of their types are refused.
                Assert.True(fault is null or "overflow", $"seed {seed}: {text}\n{fault}");
            }
        }

        return computed;
    }

    private static (List<string?>? Values, IArrowType? Type, string? Fault) Ours(string text, RecordBatch batch)
    {
        try
        {
            var expression = ValueText.Parse(text, Columns);
            var values = ValueEvaluator.Evaluate(expression, batch);
            return ([.. Enumerable.Range(0, batch.Length).Select(row => Normal(CellText.Of(values, row), values.Data.DataType))], values.Data.DataType, null);
        }
        catch (LakeException e)
        {
            var isOverflow = e.Message.Contains("does not fit", StringComparison.Ordinal) || e.Message.Contains("differs between engines", StringComparison.Ordinal)
                || e.Message.Contains("Cast one of them", StringComparison.Ordinal);
            return (null, null, isOverflow ? "overflow" : e.Message);
        }
    }

    private static List<string?>? Theirs(DuckDBConnection connection, string text, IArrowType type)
    {
        using var command = connection.CreateCommand();
        var value = type is Decimal128Type or TimestampType ? $"cast({text} as {(type is Decimal128Type ? TypeText.Of(type) : "timestamp")})" : text;
        command.CommandText = $"select cast({value} as varchar) from t order by n".Replace("timestamp_ntz", "timestamp", StringComparison.Ordinal);
        try
        {
            using var reader = command.ExecuteReader();
            List<string?> values = [];
            while (reader.Read())
            {
                values.Add(reader.IsDBNull(0) ? null : Normal(reader.GetString(0), type));
            }

            return values;
        }
        catch (DuckDBException e) when (e.Message.Contains("Out of Range", StringComparison.OrdinalIgnoreCase) || e.Message.Contains("Conversion", StringComparison.OrdinalIgnoreCase)
            || e.Message.Contains("overflow", StringComparison.OrdinalIgnoreCase) || e.Message.Contains("Binder Error", StringComparison.Ordinal))
        {
            return null;
        }
    }

    private static string? Normal(string? text, IArrowType type) => type switch
    {
        _ when text is null => null,
        DoubleType => (double.Parse(text.Replace("inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture) + 0.0).ToString("R", CultureInfo.InvariantCulture),
        // A zero before the point is not always written.
        Decimal128Type => text.StartsWith("-.", StringComparison.Ordinal) ? $"-0{text[1..]}" : text.StartsWith('.') ? $"0{text}" : text,
        TimestampType => text.Replace('T', ' ').TrimEnd('0'),
        _ => text,
    };

    private static (RecordBatch Batch, string Insert) Rows(Random random, int count)
    {
        var columns = Columns.FieldsList.Select(field => CellColumn.For(field.DataType, field.Name)).ToArray();
        List<string> rows = [];
        for (var n = 0; n < count; n++)
        {
            var cells = Pools.Select(pool => pool[random.Next(pool.Length)]).ToArray();
            for (var c = 0; c < columns.Length; c++)
            {
                if (cells[c] is { } text)
                {
                    Assert.True(columns[c].TryAppend(text));
                }
                else
                {
                    columns[c].AppendNull();
                }
            }

            rows.Add($"({n}, {string.Join(", ", cells.Select(cell => cell is null ? "null" : $"'{cell}'"))})");
        }

        return (new RecordBatch(Columns, columns.Select(column => column.Build()), count), $"insert into t values {string.Join(", ", rows)}");
    }

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
