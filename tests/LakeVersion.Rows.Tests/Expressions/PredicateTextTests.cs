using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Tests.Support.Predicates;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Tests.Expressions;

public sealed class PredicateTextTests
{
    private static readonly Schema Table = Support.Tables.Schema(
        ("delay", Int64Type.Default), ("price", new Decimal128Type(10, 2)), ("x", DoubleType.Default), ("day", Date32Type.Default), ("flag", BooleanType.Default),
        ("at", new TimestampType(TimeUnit.Microsecond, "UTC")), ("wall", new TimestampType(TimeUnit.Microsecond, (string?)null)),
        ("name", StringType.Default), ("raw", BinaryType.Default), ("home port", StringType.Default),
        ("trip", new StructType([new Field("origin", StringType.Default, true)])));

    [Fact]
    public void A_predicate_is_read_back_from_its_text() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        string[] names = ["a", "home port", "and", "`", "é", "1st", "x", "null", "_", "a.b", "'", "date", "timestamp", "starts_with", "true"];
        var columns = AnyColumn.Types.Select((type, i) => AnyColumn.Next(random, names[i], type)).Append(AnyColumn.Next(random, ColumnPath.Of("s", "or"), Int64Type.Default)).ToArray();
        var schema = new Schema(
            [.. columns[..^1].Select(column => new Field(column.Path.Names[0], column.Type, true)),
                new Field("s", new StructType([new Field("or", Int64Type.Default, true)]), true)], null);
        var predicate = AnyPredicate.Next(random, columns);
        Assert.Equal(predicate, PredicateText.Parse(predicate.ToString(), schema));
    }, iter: 5_000, threads: 1);

    [Theory]
    [InlineData("delay > ", 9, "expected a value, found the end")]
    [InlineData("delai > 1", 1, "Did you mean 'delay'")]
    [InlineData("trip.orign = 'a'", 6, "'origin'")]
    [InlineData("delay.x = 1", 6, "has no fields")]
    [InlineData("delay = 'a'", 9, "does not compare")]
    [InlineData("delay = null", 9, "is null")]
    [InlineData("name = 'a", 8, "closing")]
    [InlineData("`name = 'a'", 1, "closing")]
    [InlineData("name like '%a'", 11, "prefix%")]
    [InlineData("delay = 1 delay = 2", 11, "expected 'and', 'or' or the end")]
    [InlineData("(delay = 1", 11, "expected ')'")]
    [InlineData("delay not 1", 11, "'between'")]
    [InlineData("delay in 1", 10, "'('")]
    [InlineData("delay in ()", 11, "a value")]
    [InlineData("delay between 1 or 2", 17, "'and'")]
    [InlineData("raw = x'0'", 7, "hexadecimal")]
    [InlineData("day = date '2023-02-29'", 12, "is no date")]
    [InlineData("wall = timestamp '2024-01-01 00:00:00Z'", 8, "wall clock")]
    [InlineData("x = 1e", 5, "no exponent")]
    [InlineData("name = '😈' and delay ? 1", 22, "unexpected '?'")]
    [InlineData("delay = 1 && flag", 11, "unexpected '&'")]
    [InlineData("name = \"a\"", 8, "double quotes")]
    [InlineData("delay", 6, "a test of delay")]
    [InlineData("", 1, "the end")]
    public void A_fault_is_pointed_at(string text, int column, string words)
    {
        var e = Assert.Throws<LakeException>(() => PredicateText.Parse(text, Table));
        Assert.Equal(LakeErrorKind.Invalid, e.Kind);
        Assert.Contains($"at column {column}:", e.Message, StringComparison.Ordinal);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.Equal(new string(' ', column + 1) + "^", e.Message.Split('\n')[^1]);
    }

    [Fact]
    public void Literals_mean_what_they_say()
    {
        Assert.Equal(Scalar.OfDecimal(BigInteger.Parse("12345678901234567890123456789012345678"), 2), Value("price = 123456789012345678901234567890123456.78"));
        Assert.Equal(Scalar.OfDecimal(-5, 1), Value("price = -.5"));
        Assert.Equal(Scalar.Of(long.MinValue), Value("delay = -9223372036854775808"));
        Assert.Equal(Scalar.OfDecimal(BigInteger.Pow(2, 63), 0), Value("delay = 9223372036854775808"));
        Assert.Equal(Scalar.Of(1.5e-3), Value("x = 1.5E-3"));
        Assert.Equal(Scalar.Of(double.NaN), Value("x = NaN"));
        Assert.Equal(Scalar.Of(double.NegativeInfinity), Value("x = -inf"));
        Assert.Equal(Scalar.Of("it's"), Value("name = 'it''s'"));
        Assert.Equal(Scalar.Of([0, 255]), Value("raw = X'00fF'"));
        Assert.Equal(Scalar.OfDate(-1), Value("day = '1969-12-31'"));
        Assert.Equal(Scalar.OfTimestamp(-1), Value("wall = '1969-12-31T23:59:59.999999'"));
        Assert.Equal(Scalar.Of(new DateTimeOffset(2024, 2, 29, 8, 0, 0, 500, TimeSpan.Zero)), Value("at = timestamp '2024-02-29 10:00:00.5+02:00'"));
        Assert.Equal(Value("at = '2024-02-29 00:00:00Z'"), Value("at = date '2024-02-29'"));
        Assert.Equal(ComparisonOperator.Less, ((Comparison)PredicateText.Parse("1 > DELAY", Table)).Operator);
        Assert.Equal(ColumnPath.Of("home port").IsNotNull(), PredicateText.Parse("`home port` IS NOT NULL", Table));
        Assert.Equal(((ColumnPath)"name").StartsWith("a_%"), PredicateText.Parse(@"name like 'a\_\%%'", Table));
    }

    [Fact]
    public void Depth_and_length_have_an_end_before_the_stack_has()
    {
        foreach (var open in new[] { "(", "not ", "not (" })
        {
            var text = string.Concat(Enumerable.Repeat(open, 100_000)) + "flag";
            Assert.Contains("nested", Assert.Throws<LakeException>(() => PredicateText.Parse(text, Table)).Message, StringComparison.Ordinal);
        }

        var deep = ((ColumnPath)"flag").IsNull();
        Assert.Contains("nested", Assert.Throws<LakeException>(() =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                deep = !deep;
            }
        }).Message, StringComparison.Ordinal);
        Assert.Contains("characters", Assert.Throws<LakeException>(() => PredicateText.Parse(new string(' ', (1 << 20) + 1), Table)).Message, StringComparison.Ordinal);
        Assert.Contains("Unicode", Assert.Throws<LakeException>(() => PredicateText.Parse("name = '\uD800'", Table)).Message, StringComparison.Ordinal);
        var wide = PredicateText.Parse(string.Join(" or ", Enumerable.Repeat("delay = 1", 50_000)), Table);
        Assert.Equal(50_000, ((AnyOf)wide).Terms.Count);
    }

    private static Scalar Value(string text) => ((Comparison)PredicateText.Parse(text, Table)).Value;
}
