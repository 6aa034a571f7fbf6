using Apache.Arrow;
using LakeVersion.Delta.Comparing;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Comparing;

public sealed class TableFiguresTests
{
    [Fact]
    public async Task Columns_are_added_up_over_files_with_nulls_and_texts()
    {
        var table = await CreateAsync(Batch(("id", Longs(3, 1, null)), ("name", Strings("b", null, "ä"))));
        await table.AppendAsync(Stream(Batch(("id", Longs(3, -5)), ("name", Strings("b", "a")))));
        var figures = await TableFigures.ReadAsync(await table.SnapshotAsync());
        Assert.Equal(
            [new ColumnFigures("id", 5, 1, "-5", "3", 0.5, 3), new ColumnFigures("name", 5, 1, "\"a\"", "\"ä\"", null, 3)],
            figures);
        Assert.Equal("name", Assert.Single(await TableFigures.ReadAsync(await table.SnapshotAsync(), ["name"])).Name);
    }

    [Theory]
    [InlineData(4_096, 0)]
    [InlineData(20_000, 0.02)]
    [InlineData(200_000, 0.03)]
    public async Task Different_values_are_counted_exactly_while_few_and_closely_beyond(int count, double error)
    {
        var ids = Enumerable.Range(0, count).SelectMany(id => (long?[])[id, id]).ToArray();
        var table = await CreateAsync(Batch(("id", Longs(ids))));
        var distinct = (await TableFigures.ReadAsync(await table.SnapshotAsync()))[0].Distinct;
        Assert.InRange(distinct, count * (1 - error), count * (1 + error));
    }

    private static async Task<DeltaTable> CreateAsync(RecordBatch rows)
    {
        var table = await DeltaTable.CreateAsync(new MemoryStore(), Context, rows.Schema);
        await table.AppendAsync(Stream(rows));
        return table;
    }
}
