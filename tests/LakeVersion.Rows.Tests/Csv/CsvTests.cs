using System.Text;
using Apache.Arrow.Types;
using CsCheck;
using LakeVersion.Rows.Csv;
using LakeVersion.Rows.Output;
using LakeVersion.Rows.Tests.Support;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Tests.Csv;

public sealed class CsvTests
{
    [Fact]
    public void What_is_written_reads_back_equal() =>
        Gen.Select(AnyTable.Rows, Gen.OneOf(',', ';', '\t'), Gen.OneOf("NA", "", "007")).Sample(
            (rows, delimiter, nullText) =>
            {
                var options = new CsvOptions { Delimiter = delimiter, NullText = nullText.Length == 0 ? null : nullText, BatchRows = 5 };
                using var stream = new MemoryStream();
                var batches = new[] { AnyTable.Batch(rows) }.ToAsyncEnumerable();
                CsvOutput.WriteAsync(AnyTable.Scalars, batches, stream, options).AsTask().GetAwaiter().GetResult();
                var input = Tables.Csv(Encoding.UTF8.GetString(stream.ToArray()), options);
                Assert.Equal(rows, Tables.RowsAsync(input.ReadAsync(AnyTable.Scalars)).GetAwaiter().GetResult());
            },
            iter: 1_000);

    [Theory]
    [InlineData("true,FALSE", "boolean")]
    [InlineData("1,-5,9223372036854775807", "long")]
    [InlineData("1,2.5,1e3", "double")]
    [InlineData("007,1", "string")]
    [InlineData("-01", "string")]
    [InlineData("0,0.5,-0.5", "double")]
    [InlineData("9223372036854775808", "string")]
    [InlineData("+1", "string")]
    [InlineData("1e999", "string")]
    [InlineData("2024-02-29,1900-01-01", "date")]
    [InlineData("2024-02-30", "string")]
    [InlineData("2024-02-29T12:00Z,2024-02-29 12:00:00.5+02:00", "timestamp")]
    [InlineData("2024-02-29T12:00,2024-02-29", "timestamp_ntz")]
    [InlineData("2024-02-29,2024-02-29 12:00", "timestamp_ntz")]
    [InlineData("2024-02-29T12:00Z,2024-02-29T12:00", "string")]
    [InlineData("1,true", "string")]
    [InlineData("1,1.5,x", "string")]
    [InlineData("", "string")]
    public async Task A_type_is_inferred_from_all_values(string values, string expected)
    {
        Assert.Equal("c:" + expected, await Tables.TypesAsync(Tables.Csv("c\n" + values.Replace(",", "\n"))));
        Assert.Equal("c:" + expected, await Tables.TypesAsync(Tables.Csv("c\nNA\n" + values.Replace(",", "\n\n"), new CsvOptions { NullText = "NA" })));
    }

    [Fact]
    public async Task Decimals_are_inferred_only_where_asked_for()
    {
        Assert.Equal("c:decimal(5,3)", await Tables.TypesAsync(Tables.Csv("c\n12.5\n-1.125", new CsvOptions { InferDecimals = true })));
        Assert.Equal("c:double", await Tables.TypesAsync(Tables.Csv("c\n1e5\n-1.125", new CsvOptions { InferDecimals = true })));
    }

    [Fact]
    public async Task A_sample_decides_and_the_row_that_breaks_it_is_named()
    {
        var input = Tables.Csv("id,n\n1,2\n2,x\n", new CsvOptions { SampleRows = 1 });
        var schema = await input.InferAsync();

        Assert.Equal("id:long n:long", Tables.Types(schema));
        Assert.Equal("some.csv, line 3, column 3: 'n': expected a long, found 'x'.", await Tables.FaultAsync(input.ReadAsync(schema)));
    }

    [Fact]
    public async Task Empty_is_null_and_a_quoted_empty_text_is_empty()
    {
        var input = Tables.Csv("\uFEFFn,s,t\r\n,,\"\"\r\n\"\",NA,\"NA\"\r\n\r\n1,\"a\"\"b\r\nc\",x\"y", new CsvOptions { NullText = "NA" });
        var rows = await Tables.RowsAsync(input.ReadAsync(await input.InferAsync()));

        Assert.Equal([[null, null, ""], [null, null, "NA"], ["1", "a\"b\r\nc", "x\"y"]], rows);
    }

    [Theory]
    [InlineData("", "some.csv: the file is empty: expected a header with the names of the columns.")]
    [InlineData("a,a\n1,2", "some.csv, line 1: column 2 is called 'a' like one before it; rename it.")]
    [InlineData("a,\n1,2", "some.csv, line 1: column 2 has no name; rename it.")]
    [InlineData("a,b\n1,2\n3\n", "some.csv, line 3: expected 2 fields, found 1.")]
    [InlineData("a,b\n1,2,3\n", "some.csv, line 2: expected 2 fields, found 3.")]
    [InlineData("a,b\r\n\"x\r\ny\",1\r\n2,\"z", "some.csv, line 4, column 3: this quote is never closed.")]
    [InlineData("a,b\n1,\"x\"y\n", "some.csv, line 2, column 6: expected ',' or the end of the line after a closing quote, found 'y'.")]
    public async Task A_fault_is_told_with_its_place(string text, string expected) =>
        Assert.Equal(expected, (await Assert.ThrowsAsync<LakeException>(async () => await Tables.Csv(text).InferAsync())).Message);

    [Fact]
    public async Task A_schema_given_finds_its_columns_by_name()
    {
        var schema = Tables.Schema(("z", StringType.Default), ("n", Int32Type.Default), ("a", DoubleType.Default));

        Assert.Equal([[null, "7", "1.5"]], await Tables.RowsAsync(Tables.Csv("a,n\n1.5,7\n").ReadAsync(schema)));
        Assert.Contains("no column 'q'", await Tables.FaultAsync(Tables.Csv("a,q\n1.5,7\n").ReadAsync(schema)), StringComparison.Ordinal);
        Assert.Contains("line 2, column 1: 'n': expected a int, found '3000000000'", await Tables.FaultAsync(Tables.Csv("n\n3000000000").ReadAsync(schema)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_header_takes_the_names_given()
    {
        var input = Tables.Csv("1;x\n2;y", new CsvOptions { Names = ["n", "s"], Delimiter = ';' });

        Assert.Equal([["1", "x"], ["2", "y"]], await Tables.RowsAsync(input.ReadAsync(await input.InferAsync())));
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_an_error()
    {
        var input = new CsvInput(_ => ValueTask.FromResult<Stream>(new MemoryStream([.. "a\n"u8, 0xff, 0xfe, 0x41])), "latin.csv");

        Assert.Contains("not UTF-8", (await Assert.ThrowsAsync<LakeException>(async () => await input.InferAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_are_counted_across_buffers()
    {
        // Line ends fall on every place of the reader's buffer, in each of their three forms.
        foreach (var end in new[] { "\n", "\r\n", "\r" })
        {
            var text = new StringBuilder("a,b" + end);
            for (var i = 0; i < 30_000; i++)
            {
                text.Append(i).Append(",x").Append(end);
            }

            var message = await Tables.FaultAsync(Tables.Csv(text.Append("1,2,3").ToString()).ReadAsync(Tables.Schema(("a", Int64Type.Default), ("b", StringType.Default))));
            Assert.Equal("some.csv, line 30002: expected 2 fields, found 3.", message);
        }
    }
}
