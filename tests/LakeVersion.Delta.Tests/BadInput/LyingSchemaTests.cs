using LakeVersion.Delta.Tests.Support;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.BadInput;

/// <summary>Schemas that leave open which column is meant are refused, not guessed at.</summary>
public sealed class LyingSchemaTests
{
    private const string Mapping = "columnMapping";

    public static TheoryData<string, string, string> Doubles => new()
    {
        { "", HandTable.Struct(HandTable.Field("a", "long"), HandTable.Field("a", "string")), "'a' twice" },
        {
            "", HandTable.Struct(HandTable.Field("s", HandTable.Struct(HandTable.Field("a", "long"), HandTable.Field("a", "long")))), "'s.a' twice"
        },
        { "name", HandTable.Struct(HandTable.Mapped("a", "long", "p", 1), HandTable.Mapped("b", "long", "p", 2)), "physical name 'p'" },
        { "id", HandTable.Struct(HandTable.Mapped("a", "long", "p", 1), HandTable.Mapped("b", "long", "q", 1)), "field id 1" },
    };

    [Theory]
    [MemberData(nameof(Doubles))]
    public async Task Two_columns_that_files_cannot_tell_apart_are_damage(string mode, string schema, string words)
    {
        var table = new HandTable(schema, Mapping, properties: mode.Length == 0 ? "" : $"\"delta.columnMapping.mode\":\"{mode}\"");
        await table.AddAsync("a.parquet", Bench.Batch(("a", Bench.Longs(1))));
        var e = await Bench.FailsAsync(LakeErrorKind.Corrupt, () => table.OpenAsync());
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    // A file that has but one of them would lend its values to the other, as casing does not count in names of files.
    [Fact]
    public async Task Columns_that_differ_in_casing_alone_are_refused_unless_ids_tell_them_apart()
    {
        var table = new HandTable(HandTable.Struct(HandTable.Field("a", "long"), HandTable.Field("A", "long")));
        await table.AddAsync("a.parquet", Bench.Batch(("a", Bench.Longs(1))));
        await Bench.FailsAsync(LakeErrorKind.Unsupported, () => table.OpenAsync());

        var mapped = new HandTable(
            HandTable.Struct(HandTable.Mapped("a", "long", "p", 1), HandTable.Mapped("A", "long", "q", 2)), Mapping, properties: "\"delta.columnMapping.mode\":\"name\"");
        await mapped.AddAsync("a.parquet", Bench.Batch(("p", Bench.Longs(1)), ("q", Bench.Longs(2))));
        Assert.Equal(["1|2"], await (await mapped.OpenAsync()).RowsAsync());
    }

    [Theory]
    [InlineData("\"Part\"")]
    [InlineData("\"part\",\"part\"")]
    [InlineData("\"other\"")]
    public async Task Partition_columns_that_are_no_columns_or_named_twice_are_damage(string columns)
    {
        var table = new HandTable(HandTable.Struct(HandTable.Field("id", "long"), HandTable.Field("part", "long")), partitionColumns: columns);
        await table.AddAsync("a.parquet", Bench.Batch(("id", Bench.Longs(1))), "\"Part\":\"7\"");
        var e = await Bench.FailsAsync(LakeErrorKind.Corrupt, () => table.OpenAsync());
        Assert.Contains("partition column", e.Message, StringComparison.Ordinal);
    }
}
