using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;
using static LakeVersion.Delta.Tests.Support.HandTable;

namespace LakeVersion.Delta.Tests.Tables;

/// <summary>Tables that are read but not, or not wholly, written.</summary>
public sealed class UnwritableTableTests
{
    [Fact]
    public async Task Rows_are_appended_to_a_table_with_vectors_and_its_files_overwritten()
    {
        var (table, _) = await WithVectorAsync();
        await table.AppendAsync(Stream(Batch(("id", Longs(9)))));
        Assert.Equal(["0", "2", "9"], (await (await table.SnapshotAsync()).RowsAsync()).Order());
        await table.OverwriteAsync(Stream(Batch(("id", Longs(7)))));
        Assert.Equal(["7"], await (await table.SnapshotAsync()).RowsAsync());
    }

    [Fact]
    public async Task A_file_with_a_vector_is_brought_back_with_it()
    {
        var (table, version) = await WithVectorAsync();
        await table.OverwriteAsync(Stream(Batch(("id", Longs(7)))));
        await table.RestoreAsync(version);
        Assert.Equal(["0", "2"], await (await table.SnapshotAsync()).RowsAsync());
    }

    [Fact]
    public async Task A_file_with_a_vector_is_restored_only_where_the_file_of_vectors_is_there()
    {
        var hand = new HandTable(Struct(Field("id", "long")), "deletionVectors");
        var (content, offsets) = Vectors.File(Vectors.Portable([1]));
        var name = Guid.Parse("61d16c75-6994-46b7-a15b-8b538852e50e");
        var key = StoreKey.Parse($"deletion_vector_{name:D}.bin");
        var vector = new DeletionVectorDescriptor
        {
            StorageType = "u", PathOrInlineDv = Vectors.Z85(name.ToByteArray(bigEndian: true)), Offset = offsets[0], SizeInBytes = Vectors.Portable([1]).Length, Cardinality = 1,
        };
        await hand.Store.PutAsync(key, content);
        await hand.AddAsync("f.parquet", Batch(("id", Longs(0, 1, 2))), vector: vector);
        await hand.OpenAsync();
        var table = await DeltaTable.OpenAsync(hand.Store, Context);
        await table.OverwriteAsync(Stream(Batch(("id", Longs(7)))));
        await hand.Store.DeleteAsync([key]);
        var e = await FailsAsync(LakeErrorKind.Expired, () => table.RestoreAsync(0).AsTask());
        Assert.Contains(key.Value, e.Message, StringComparison.Ordinal);
        await hand.Store.PutAsync(key, content);
        await table.RestoreAsync(0);
        Assert.Equal(["0", "2"], await (await table.SnapshotAsync()).RowsAsync());
    }

    [Theory]
    [InlineData("typeWidening-preview")]
    [InlineData("variantType")]
    [InlineData("icebergCompatV1")]
    [InlineData("icebergCompatV2")]
    public async Task Features_that_writers_must_honour_are_refused_by_name(string feature)
    {
        var hand = new HandTable(Struct(Field("id", "long")), feature);
        await hand.AddAsync("f.parquet", Batch(("id", Longs(1))));
        Assert.Equal(["1"], await (await hand.OpenAsync()).RowsAsync());
        var table = await DeltaTable.OpenAsync(hand.Store, Context);
        var e = await FailsAsync(LakeErrorKind.Unsupported, () => table.AppendAsync(Stream(Batch(("id", Longs(2)))), new AppendOptions()).AsTask());
        Assert.Contains(feature, e.Message, StringComparison.Ordinal);
    }

    private static async Task<(DeltaTable Table, long Version)> WithVectorAsync()
    {
        var hand = new HandTable(Struct(Field("id", "long")), "deletionVectors");
        await hand.AddAsync("f.parquet", Batch(("id", Longs(0, 1, 2))), vector: Vectors.Inline(1));
        var snapshot = await hand.OpenAsync();
        return (await DeltaTable.OpenAsync(hand.Store, Context), snapshot.Version);
    }
}
