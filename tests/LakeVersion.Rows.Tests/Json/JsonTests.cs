using System.Text;
using Apache.Arrow.Types;
using CsCheck;
using LakeVersion.Rows.Output;
using LakeVersion.Rows.Tests.Support;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Tests.Json;

public sealed class JsonTests
{
    [Fact]
    public void What_is_written_reads_back_equal() => AnyTable.Rows.Sample(
        rows =>
        {
            using var stream = new MemoryStream();
            var batch = AnyTable.Nested(rows);
            JsonLinesOutput.WriteAsync(new[] { batch }.ToAsyncEnumerable(), stream).AsTask().GetAwaiter().GetResult();
            var text = Encoding.UTF8.GetString(stream.ToArray());
            Assert.Equal(rows.Length, text.Count(c => c == '\n'));
            Assert.Equal(Tables.Rows(batch), Tables.RowsAsync(Tables.Json(text, batchRows: 5).ReadAsync(batch.Schema)).GetAwaiter().GetResult());
        },
        iter: 600);

    [Theory]
    [InlineData("""[{"a": 1, "b": {"c": [true, null], "d": 1.5}}, {"e": "2024-01-01", "a": 2}]""")]
    [InlineData("""
         {"a": 1, "b": {"c": [true, null], "d": 1.5}}
        {"e": "2024-01-01", "a": 2}
        """)]
    public async Task Arrays_and_lines_of_objects_are_told_apart(string text)
    {
        var schema = await Tables.Json(text).InferAsync();

        Assert.Equal("a:long b:struct<c: array<boolean>, d: double> e:string", Tables.Types(schema));
        Assert.Equal(
            [["1", """{"c":[true,null],"d":1.5}""", null], ["2", null, "2024-01-01"]],
            await Tables.RowsAsync(Tables.Json("\uFEFF \n" + text).ReadAsync(schema)));
    }

    [Fact]
    public async Task Mixed_numbers_are_doubles_and_other_mixed_scalars_strings()
    {
        var input = Tables.Json("""[{"n": 1, "s": 1, "e": [], "o": null}, {"n": 1.5, "s": "x"}, {"n": 12345678901234567890, "s": true}]""");
        var schema = await input.InferAsync();

        Assert.Equal("n:double s:string e:array<string> o:string", Tables.Types(schema));
        Assert.Equal([["1", "1", "[]", null], ["1.5", "x", null, null], ["1.2345678901234567E+19", "true", null, null]], await Tables.RowsAsync(input.ReadAsync(schema)));
    }

    [Theory]
    [InlineData("""[{"a": 1}, {"a": {"b": 1}}]""", "some.json, record 2: 'a': expected a string, number or boolean, as in records before, found an object.")]
    [InlineData("""{"a": 1} [2]""", "some.json, record 2: expected an object, found an array.")]
    [InlineData("[1]", "some.json, record 1: expected an object, found 1.")]
    public async Task A_record_of_another_shape_is_an_error(string text, string expected) =>
        Assert.Equal(expected, (await Assert.ThrowsAsync<LakeException>(async () => await Tables.Json(text).InferAsync())).Message);

    [Fact]
    public async Task Malformed_text_is_told_by_line_and_byte()
    {
        var error = await Assert.ThrowsAsync<LakeException>(async () => await Tables.Json("[{\"a\": 1},\n {\"a\": x}]").InferAsync());

        Assert.Equal(LakeErrorKind.Invalid, error.Kind);
        Assert.StartsWith("some.json, line 2, byte 8: malformed JSON:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_given_is_kept_to()
    {
        var schema = Tables.Schema(("n", Int32Type.Default), ("d", Date32Type.Default));

        Assert.Equal([["1", "2024-01-01"], [null, null]], await Tables.RowsAsync(Tables.Json("""{"d": "2024-01-01", "n": 1} {}""").ReadAsync(schema)));
        Assert.Equal("some.json, record 1: the schema has no 'x'.", await Tables.FaultAsync(Tables.Json("""{"x": 1}""").ReadAsync(schema)));
        Assert.Equal("some.json, record 1: 'n': expected a int, found 1.5.", await Tables.FaultAsync(Tables.Json("""{"n": 1.5}""").ReadAsync(schema)));
        Assert.Equal("some.json, record 1: 'n' stands there twice.", await Tables.FaultAsync(Tables.Json("""{"n": 1, "n": 2}""").ReadAsync(schema)));
        Assert.Empty(await Tables.RowsAsync(Tables.Json(" \n").ReadAsync(schema)));
    }
}
