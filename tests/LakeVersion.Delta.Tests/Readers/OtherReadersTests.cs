using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Optimizing;
using LakeVersion.Delta.Writing;
using LakeVersion.Testing;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Readers;

/// <summary>What is written here is read equal by DuckDB and by both engines, at every version and from every form of the log.</summary>
[Trait("store", "none")]
public sealed class OtherReadersTests : IDisposable
{
    private readonly TemporaryFolder root = new();

    public static TheoryData<string> Tables => [.. WrittenTables.All.Keys];

    public void Dispose() => root.Dispose();

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task A_table_of_every_operation_is_read_equal_by_every_reader(string name)
    {
        await WrittenTables.All[name](root.Path);
        Assert.NotEmpty(await ReaderCheck.RunAsync(root.Of("t")));

        // The same again with checkpoints of the other kind.
        var table = await DeltaTable.OpenAsync(root.Of("t"), Context);
        await table.ChangeAsync(new SetProperties { Properties = new Dictionary<string, string> { ["delta.checkpointPolicy"] = "v2" } });
        await ReaderCheck.RunAsync(root.Of("t"));
        Assert.NotEmpty(Directory.GetFiles(root.Of("t/_delta_log/_sidecars")));
    }

    [Theory]
    [InlineData("none", "false")]
    [InlineData("name", "true")]
    public async Task All_types_at_their_ends_are_read_equal(string mode, string asStructs)
    {
        var schema = Extremes.Primitives();
        await WriteAsync(schema, [], mode, asStructs, 60, 3);
        Assert.NotEmpty(await ReaderCheck.RunAsync(root.Of("t")));
    }

    [Theory]
    [InlineData("none", "false")]
    [InlineData("id", "true")]
    public async Task Partitions_by_all_types_at_their_ends_are_read_equal(string mode, string asStructs)
    {
        var schema = Extremes.Primitives();
        string[] partitions = [.. schema.FieldsList.Where(field => field.Name is not ("c10" or "c11")).Select(field => field.Name)];
        await WriteAsync(schema, partitions, mode, asStructs, 12, 2);
        Assert.NotEmpty(await ReaderCheck.RunAsync(root.Of("t")));
    }

    [Fact]
    public async Task Partitions_by_text_are_read_equal()
    {
        await WriteAsync(Extremes.Primitives(), ["c10"], "none", "true", 60, 2);
        Assert.NotEmpty(await ReaderCheck.RunAsync(root.Of("t")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public async Task Nested_types_are_read_equal_however_deep(int depth)
    {
        await WriteAsync(Extremes.Nested(depth), [], depth == 3 ? "name" : "none", "true", 40, 2);
        Assert.NotEmpty(await ReaderCheck.RunAsync(root.Of("t")));
    }

    [Fact]
    public async Task A_thousand_columns_are_read_equal()
    {
        await WriteAsync(Extremes.Wide(1_000), [], "name", "true", 5, 2);
        Assert.NotEmpty(await ReaderCheck.RunAsync(root.Of("t")));
    }

    [Fact]
    public async Task Empty_tables_are_read_equal()
    {
        var table = await DeltaTable.CreateAsync(WrittenTables.Store(root.Path), Context, Extremes.Nested(2));
        await table.AppendAsync(Stream());
        await table.AppendAsync(Stream(new ExtremeArrays(1).Batch(Extremes.Nested(2), 0)));
        await table.OverwriteAsync(Stream());
        await table.OptimizeAsync();
        await table.DeleteAsync(null);
        Assert.Empty(await ReaderCheck.RunAsync(root.Of("t")));
    }

    private async Task WriteAsync(Apache.Arrow.Schema schema, string[] partitions, string mode, string asStructs, int rows, int batches)
    {
        var properties = new Dictionary<string, string>
        {
            ["delta.columnMapping.mode"] = mode, ["delta.checkpoint.writeStatsAsStruct"] = asStructs, ["delta.dataSkippingNumIndexedCols"] = "-1", ["delta.enableDeletionVectors"] = "true",
        };
        var table = await DeltaTable.CreateAsync(WrittenTables.Store(root.Path), Context, schema, new CreateOptions { PartitionColumns = partitions, Properties = properties });
        for (var seed = 0; seed < batches; seed++)
        {
            await table.AppendAsync(Stream(new ExtremeArrays(seed).Batch(schema, rows)));
        }

        await table.OptimizeAsync(new OptimizeOptions());
    }
}
