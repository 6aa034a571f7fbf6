using LakeVersion.Delta.Tests.Conformance.Naive;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.BadInput;

/// <summary>Checkpoints whose columns are not of the types of the protocol: left out where commits stand for them, else told by name. What is not
/// understood is never as good as missing.</summary>
[Trait("store", "none")]
public sealed class LyingCheckpointTests
{
    private static readonly string Classic = $"_delta_log/{2:D20}.checkpoint.parquet";

    [Theory]
    [InlineData("* replace (add.path as add)", "'add'")]
    [InlineData("* replace (to_json(add) as add)", "'add'")]
    [InlineData("* replace (case when add is null then null else struct_update(add, deletionVector := to_json(add.deletionVector)) end as add)", "'add.deletionVector'")]
    [InlineData("* replace (case when add is null then null else struct_update(add, deletionVector := case when add.deletionVector is null then null else struct_update(add.deletionVector, storageType := 117::bigint) end) end as add)", "storageType'")]
    [InlineData("* replace (case when add is null then null else struct_update(add, deletionVector := case when add.deletionVector is null then null else struct_update(add.deletionVector, storageType := null::varchar) end) end as add)", "incomplete deletion vector")]
    [InlineData("* replace (case when add is null then null else struct_update(add, partitionValues := map_entries(add.partitionValues)) end as add)", "partitionValues")]
    [InlineData("* replace (case when \"metaData\" is null then null else struct_update(\"metaData\", configuration := ['x']) end as \"metaData\")", "configuration'")]
    [InlineData("* replace (case when \"metaData\" is null then null else struct_update(\"metaData\", partitionColumns := [1]) end as \"metaData\")", "partitionColumns'")]
    [InlineData("* replace (protocol.minReaderVersion as protocol)", "'protocol'")]
    [InlineData("* replace (txn.version as txn)", "'txn'")]
    public async Task A_checkpoint_with_a_column_of_another_type_is_damage(string columns, string words)
    {
        var whole = PlainTable.Create(PlainCheckpoint.Classic);
        whole.Files[Classic] = Rewrite(whole.Files[Classic], columns);
        Assert.Equal(PlainTable.Ids(3), await IdsAsync(whole));

        var cut = whole.CleanUp();
        var e = await Bench.FailsAsync(LakeErrorKind.Corrupt, () => IdsAsync(cut));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.Contains(Classic, e.Message, StringComparison.Ordinal);
    }

    // What holds nothing but null says nothing, in whatever type a writer had it.
    [Theory]
    [InlineData("* replace (null::integer as remove)")]
    [InlineData("* replace (case when \"metaData\" is null then null else struct_update(\"metaData\", createdTime := null::varchar) end as \"metaData\")")]
    public async Task A_column_of_nulls_may_have_any_type(string columns)
    {
        var table = PlainTable.Create(PlainCheckpoint.Classic).CleanUp();
        table.Files[Classic] = Rewrite(table.Files[Classic], columns);
        Assert.Equal(PlainTable.Ids(3), await IdsAsync(table));
    }

    private static async Task<List<long>> IdsAsync(PlainTable table)
    {
        var snapshot = await (await DeltaTable.OpenAsync(await table.StoreAsync(), Bench.Context)).SnapshotAsync();
        return [.. (await snapshot.RowsAsync(["id"])).Select(long.Parse).Order()];
    }

    private static byte[] Rewrite(byte[] parquet, string columns)
    {
        using var duck = new DuckDb();
        var folder = Directory.CreateTempSubdirectory("lakeversion-lies");
        try
        {
            var (from, to) = (Path.Combine(folder.FullName, "from.parquet"), Path.Combine(folder.FullName, "to.parquet"));
            File.WriteAllBytes(from, parquet);
            duck.Run($"copy (select {columns} from {CellSql.Quote(from)}) to {CellSql.Quote(to)} (format parquet)");
            return File.ReadAllBytes(to);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
