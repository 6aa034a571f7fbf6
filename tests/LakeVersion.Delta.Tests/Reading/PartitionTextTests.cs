using System.Text.Json;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;
using static LakeVersion.Delta.Tests.Support.HandTable;

namespace LakeVersion.Delta.Tests.Reading;

/// <summary>Partition values in every type and spelling of the specification.</summary>
public sealed class PartitionTextTests
{
    [Theory]
    [InlineData("string", "a b/ü=%2F", "a b/ü=%2F")]
    [InlineData("string", "", "null")]
    [InlineData("string", null, "null")]
    [InlineData("string", "__HIVE_DEFAULT_PARTITION__", "__HIVE_DEFAULT_PARTITION__")]
    [InlineData("integer", "", "null")]
    [InlineData("byte", "-128", "-128")]
    [InlineData("short", "32767", "32767")]
    [InlineData("integer", "-2147483648", "-2147483648")]
    [InlineData("long", "9223372036854775807", "9223372036854775807")]
    [InlineData("double", "5", "5")]
    [InlineData("double", "-1.5E-10", "-1.5E-10")]
    [InlineData("double", "NaN", "NaN")]
    [InlineData("float", "Infinity", "Infinity")]
    [InlineData("double", "-Infinity", "-Infinity")]
    [InlineData("decimal(5,2)", "-0.05", "-5e-2")]
    [InlineData("decimal(5,2)", "1.500", "150e-2")]
    [InlineData("decimal(38,0)", "-99999999999999999999999999999999999999", "-99999999999999999999999999999999999999e-0")]
    [InlineData("decimal(20,4)", "7", "70000e-4")]
    [InlineData("decimal(20,4)", "1.2E+3", "12000000e-4")]
    [InlineData("boolean", "true", "true")]
    [InlineData("boolean", "false", "false")]
    [InlineData("date", "1969-12-31", "-1")]
    [InlineData("date", "0001-01-01", "-719162")]
    [InlineData("date", "9999-12-31", "2932896")]
    [InlineData("date", "+10000-01-01", "2932897")]
    [InlineData("date", "99999-12-31", "35804721")]
    [InlineData("date", "0000-12-31", "-719163")]
    [InlineData("date", "-0400-02-29", "-865566")]
    [InlineData("timestamp", "+10000-01-01T01:00:00.000001+01:00", "253402300800000001")]
    [InlineData("timestamp_ntz", "-0001-01-01", "-62198755200000000")]
    [InlineData("timestamp", "294247-01-10 04:00:54.775807", "9223372036854775807")]
    [InlineData("timestamp_ntz", "-290308-12-21 19:59:05.224192", "-9223372036854775808")]
    [InlineData("timestamp", "1970-01-01 00:00:00", "0")]
    [InlineData("timestamp", "1969-12-31 23:59:59.999999", "-1")]
    [InlineData("timestamp", "1970-01-01 00:00:00.5", "500000")]
    [InlineData("timestamp", "1970-01-01T00:00:00.123456Z", "123456")]
    [InlineData("timestamp", "1970-01-01T00:00:00Z", "0")]
    [InlineData("timestamp", "1970-01-01T02:00:00.000001+02:00", "1")]
    [InlineData("timestamp", "1970-01-01 00:00:00-01:30", "5400000000")]
    [InlineData("timestamp_ntz", "2013-07-05 17:01:00.123456", "1373043660123456")]
    [InlineData("timestamp_ntz", "1970-01-02", "86400000000")]
    [InlineData("binary", "\u0001\u0002\u0003", "010203")]
    [InlineData("binary", "", "null")]
    public async Task A_value_is_read_as_its_type_says(string type, string? text, string expected)
    {
        var table = Table(type);
        await table.AddAsync("f.parquet", Batch(("id", Longs(1, 2))), $"\"p\":{JsonSerializer.Serialize(text)}");
        Assert.Equal([$"1|{expected}", $"2|{expected}"], await (await table.OpenAsync()).RowsAsync());
    }

    [Theory]
    [InlineData("integer", "__HIVE_DEFAULT_PARTITION__")]
    [InlineData("integer", "2147483648")]
    [InlineData("byte", "128")]
    [InlineData("decimal(5,2)", "1000.00")]
    [InlineData("decimal(5,2)", "1.005")]
    [InlineData("boolean", "1")]
    [InlineData("date", "1970-02-30")]
    [InlineData("date", "-0001-02-29")]
    [InlineData("date", "--0004-02-28")]
    [InlineData("date", "12345678-01-01")]
    [InlineData("timestamp", "+10000-01-01T25:00:00Z")]
    [InlineData("timestamp", "294247-01-10 04:00:54.775808")]
    [InlineData("timestamp", "999999-01-01")]
    [InlineData("timestamp_ntz", "-290308-12-21 19:59:05.224191")]
    [InlineData("timestamp", "yesterday")]
    public async Task A_text_that_is_no_value_of_the_type_is_told_with_its_column(string type, string text)
    {
        var table = Table(type);
        await table.AddAsync("f.parquet", Batch(("id", Longs(1))), $"\"p\":\"{text}\"");
        var e = await FailsAsync(LakeErrorKind.Corrupt, async () => await (await table.OpenAsync()).RowsAsync());
        Assert.Contains($"'{text}' for column 'p'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_the_value_has_null_and_rows_stand_by_their_own_files()
    {
        var table = Table("string");
        await table.AddAsync("a%20b%25.parquet", Batch(("id", Longs(1))), "\"p\":\"x\"", key: "a b%.parquet");
        await table.AddAsync("p=__HIVE_DEFAULT_PARTITION__/c.parquet", Batch(("id", Longs(2))));
        Assert.Equal(["1|x", "2|null"], await (await table.OpenAsync()).RowsAsync());
    }

    [Fact]
    public async Task Batches_of_any_length_carry_the_value_in_every_row()
    {
        var table = Table("string");
        await table.AddAsync("f.parquet", Batch(("id", Longs([.. Enumerable.Range(0, 250).Select(id => (long?)id)]))), "\"p\":\"é\"", rowGroupRows: 100);
        Assert.Equal(Enumerable.Range(0, 250).Select(id => $"{id}|é"), await (await table.OpenAsync()).RowsAsync());
        Assert.Equal(Enumerable.Repeat("é", 250), await (await table.OpenAsync()).RowsAsync(["p"]));
    }

    private static HandTable Table(string type) => new(Struct(Field("id", "long"), Field("p", type)), "timestampNtz", "\"p\"");
}
