using Apache.Arrow;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Parquet;
using static LakeVersion.Delta.Tests.Support.Bench;
using static LakeVersion.Delta.Tests.Support.HandTable;

namespace LakeVersion.Delta.Tests.Reading;

/// <summary>What change data needs of a scan: columns beside the table's, constants, and the rows between two vectors.</summary>
public sealed class ScanFileTests
{
    private static readonly DeltaField Kind = new("_change_type", new DeltaPrimitive("string"), true, DeltaField.NoMetadata);
    private static readonly DeltaField Version = new("_commit_version", new DeltaPrimitive("long"), true, DeltaField.NoMetadata);

    [Fact]
    public async Task Columns_beside_the_table_s_come_from_constants_or_from_the_file()
    {
        var table = new HandTable(Struct(Field("id", "long"), Field("p", "integer")), "", "\"p\"");
        await table.PutAsync("c.parquet", Batch(("id", Longs(1, 2)), ("_change_type", Strings("insert", "delete"))));
        var file = new ScanFile
        {
            Path = "c.parquet",
            PartitionValues = new Dictionary<string, string?> { ["p"] = "7" },
            Constants = new Dictionary<string, IArrowArray> { ["_commit_version"] = Longs(5) },
        };
        Assert.Equal(["1|7|insert|5", "2|7|delete|5"], await RowsAsync(table, file));
        // Constants go before what the file has.
        var constant = file with { Constants = new Dictionary<string, IArrowArray>(file.Constants) { ["_change_type"] = Strings("update") } };
        Assert.Equal(["1|7|update|5", "2|7|update|5"], await RowsAsync(table, constant));
    }

    [Fact]
    public async Task The_rows_between_two_vectors_are_those_that_a_commit_deleted_or_brought_back()
    {
        var table = new HandTable(Struct(Field("id", "long")), "deletionVectors");
        await table.PutAsync("f.parquet", Batch(("id", Longs([.. Enumerable.Range(0, 10).Select(id => (long?)id)]))), rowGroupRows: 4);
        var (before, after) = (Vectors.Inline(1, 5), Vectors.Inline(1, 6, 9));
        var file = new ScanFile { Path = "f.parquet", PartitionValues = null };
        Assert.Equal(["6|null|null", "9|null|null"], await RowsAsync(table, file with { Only = after, DeletionVector = before }));
        Assert.Equal(["5|null|null"], await RowsAsync(table, file with { Only = before, DeletionVector = after }));
        Assert.Equal(["1|null|null", "5|null|null"], await RowsAsync(table, file with { Only = before }));
    }

    private static async Task<List<string>> RowsAsync(HandTable table, ScanFile file)
    {
        var plan = new ScanPlan(await table.OpenAsync(), null, null, [Kind, Version]);
        var scan = new FileScan(new FileLocator(table.Store, null), ParquetEngines.Default, plan);
        var rows = new List<string>();
        await foreach (var batch in scan.ReadAsync(file, CancellationToken.None))
        {
            rows.AddRange(Cells.Rows(batch));
        }

        return rows;
    }
}
