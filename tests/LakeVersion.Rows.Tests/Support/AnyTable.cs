using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using LakeVersion.Rows.Cells;
using LakeVersion.Rows.Json;
using System.Text.Json;

namespace LakeVersion.Rows.Tests.Support;

/// <summary>Random tables of every scalar type, and nested ones, as the texts of their cells and as a batch.</summary>
internal static class AnyTable
{
    public static readonly Schema Scalars = Tables.Schema(
        ("flag", BooleanType.Default), ("byte", Int8Type.Default), ("short", Int16Type.Default), ("int", Int32Type.Default), ("long", Int64Type.Default),
        ("float", FloatType.Default), ("double", DoubleType.Default), ("money", new Decimal128Type(20, 3)), ("day", Date32Type.Default),
        ("instant", new TimestampType(TimeUnit.Microsecond, "UTC")), ("local", new TimestampType(TimeUnit.Microsecond, (string?)null)),
        ("text", StringType.Default), ("bytes", BinaryType.Default));

    private const long LastMicrosecond = 253_402_300_799_999_999;
    private const long FirstMicrosecond = -62_135_596_800_000_000;

    private static readonly Gen<string> Text = Gen.OneOf("", "a", ",", "\"", "\r", "\n", "ß", "NA", "007", "\U0001F600", " ", "true").Array[0, 4].Select(string.Concat);

    private static readonly Gen<string?[]> Row = Gen.Select(
        Gen.Bool.Select(value => value ? "true" : "false"),
        Gen.SByte.Select(value => $"{value}"),
        Gen.Short.Select(value => $"{value}"),
        Gen.Int.Select(value => $"{value}"),
        Gen.Long.Select(value => $"{value}"),
        Gen.Float.Select(value => $"{value}"),
        Gen.Double.Select(value => $"{value}"),
        Gen.Long.Select(value => DecimalText.Of(value / 10, 3))).SelectMany(numbers => Gen.Select(
            Gen.Int[-719_162, 2_932_896].Select(IsoText.Date),
            Gen.Long[FirstMicrosecond, LastMicrosecond].Select(value => IsoText.Time(value, true)),
            Gen.Long[FirstMicrosecond, LastMicrosecond].Select(value => IsoText.Time(value, false)),
            Text,
            Gen.Byte.Array[0, 5].Select(Convert.ToBase64String),
            Gen.Int[0, 1 << 13]).Select(rest => Nulled(
                [numbers.Item1, numbers.Item2, numbers.Item3, numbers.Item4, numbers.Item5, numbers.Item6, numbers.Item7, numbers.Item8,
                    rest.Item1, rest.Item2, rest.Item3, rest.Item4, rest.Item5],
                rest.Item6)));

    /// <summary>Rows of texts, one cell a column of <see cref="Scalars"/>, null for null.</summary>
    public static readonly Gen<string?[][]> Rows = Row.Array[0, 12];

    public static RecordBatch Batch(string?[][] rows)
    {
        var columns = Scalars.FieldsList.Select(field => CellColumn.For(field.DataType, field.Name)).ToArray();
        foreach (var row in rows)
        {
            for (var i = 0; i < columns.Length; i++)
            {
                if (row[i] is { } text)
                {
                    Assert.True(columns[i].TryAppend(text), $"'{text}' is no {columns[i].Type.Name}");
                }
                else
                {
                    columns[i].AppendNull();
                }
            }
        }

        return new RecordBatch(Scalars, columns.Select(column => column.Build()), rows.Length);
    }

    /// <summary>The scalars, a struct, a list and a map, with nulls on each level.</summary>
    public static RecordBatch Nested(string?[][] rows)
    {
        var scalars = Batch(rows);
        var map = new MapType(new Field("key", StringType.Default, false), new Field("value", Int64Type.Default, true));
        var schema = Tables.Schema(
            ("parent", new StructType([new Field("x", Int64Type.Default, true), new Field("y", StringType.Default, true)])),
            ("list", new ListType(new Field("element", StringType.Default, true))),
            ("map", map));
        var column = new JsonStructColumn(new StructType([.. schema.FieldsList]), "");
        for (var i = 0; i < rows.Length; i++)
        {
            var (number, text) = (rows[i][4] ?? "null", rows[i][11] is { } some ? JsonSerializer.Serialize(some) : "null");
            using var json = JsonDocument.Parse((i % 3) switch
            {
                0 => $$"""{"parent": {"x": {{number}}, "y": {{text}}}, "list": [{{text}}, null], "map": {"k": {{number}}, "l": null} }""",
                1 => """{"parent": null, "list": null, "map": null}""",
                _ => """{"parent": {"x": null}, "list": [], "map": {}}""",
            });
            Assert.Null(column.Append(json.RootElement));
        }

        Schema all = new([.. Scalars.FieldsList, .. schema.FieldsList], null);
        return new RecordBatch(all, [.. scalars.Arrays, .. column.BuildChildren()], rows.Length);
    }

    private static string?[] Nulled(string?[] cells, int mask) => [.. cells.Select((cell, i) => (mask >> i & 1) == 0 ? cell : null)];
}
