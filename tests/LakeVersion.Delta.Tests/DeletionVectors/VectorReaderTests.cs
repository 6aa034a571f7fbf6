using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.DeletionVectors;

public sealed class VectorReaderTests
{
    private const string FileName = "deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin";
    private const string Named = "^-aqEH.-t@S}K{vb[*k^";

    [Fact]
    public async Task Deleted_rows_are_left_out_over_all_row_groups()
    {
        var table = Table();
        await table.AddAsync("f.parquet", Ids(0, 1_000), vector: Vectors.Inline(0, 99, 100, 101, 555, 999), rowGroupRows: 100);
        var rows = await (await table.OpenAsync()).RowsAsync();
        Assert.Equal(Enumerable.Range(0, 1_000).Except([0, 99, 100, 101, 555, 999]).Select(id => $"{id}"), rows);
    }

    [Fact]
    public async Task A_predicate_and_a_vector_both_take_rows_away()
    {
        var table = Table();
        await table.AddAsync("f.parquet", Ids(0, 100), vector: Vectors.Inline(10, 11), rowGroupRows: 50);
        var rows = await (await table.OpenAsync()).RowsAsync(predicate: Predicate.All(new Comparison("id", ComparisonOperator.Less, Scalar.Of(13))));
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "12"], rows);
    }

    [Fact]
    public async Task A_file_of_which_all_rows_are_deleted_gives_none()
    {
        var table = Table();
        await table.AddAsync("f.parquet", Ids(0, 3), vector: Vectors.Inline(0, 1, 2));
        Assert.Empty(await (await table.OpenAsync()).RowsAsync());
    }

    [Theory]
    [InlineData("u", Named, FileName)]
    [InlineData("u", "ab" + Named, "ab/" + FileName)]
    [InlineData("u", "a b%" + Named, "a b%/" + FileName)]
    public async Task A_vector_is_found_by_its_uuid_and_prefix(string type, string place, string key)
    {
        var vector = Vectors.Portable([1]);
        var (content, offsets) = Vectors.File(Vectors.Portable([0, 2]), vector);
        Assert.Equal(["0", "2"], await ReadAsync(type, place, key, content, offsets[1], vector.Length, 1));
    }

    [Fact]
    public async Task Only_the_vector_s_own_range_is_read()
    {
        var first = Vectors.Portable([.. Enumerable.Range(0, 60_000).Where(i => i % 2 == 0)]);
        var vector = Vectors.Portable([1]);
        var (content, offsets) = Vectors.File(first, first, vector);
        // What stands before is damaged, and nobody looks.
        content.AsSpan(0, offsets[2] - 1).Fill(7);
        Assert.Equal(["0", "2"], await ReadAsync("u", Named, FileName, content, offsets[2], vector.Length, 1));
    }

    [Fact]
    public async Task Without_an_offset_the_first_vector_of_the_file_is_meant()
    {
        var vector = Vectors.Portable([1]);
        Assert.Equal(["0", "2"], await ReadAsync("u", Named, FileName, Vectors.File(vector).Content, null, vector.Length, 1));
    }

    [Theory]
    [InlineData("version", 0, 2, "version 2")]
    [InlineData("size", 4, 35, "35 bytes, but the log 34")]
    [InlineData("magic or checksum", 5, 1, "CRC-32")]
    [InlineData("data", 20, 9, "CRC-32")]
    public async Task A_damaged_file_is_told_by_file_and_cause(string what, int at, byte value, string cause)
    {
        var vector = Vectors.Portable([1]);
        var (content, offsets) = Vectors.File(vector);
        content[at] = value;
        var e = await FailsAsync(LakeErrorKind.Corrupt, () => ReadAsync("u", Named, FileName, content, offsets[0], vector.Length, 1));
        Assert.True(e.Message.Contains(FileName, StringComparison.Ordinal) && e.Message.Contains(cause, StringComparison.Ordinal), $"{what}: {e.Message}");
    }

    [Fact]
    public async Task A_cut_off_a_missing_and_an_endless_vector_are_told()
    {
        var vector = Vectors.Portable([1]);
        var (content, offsets) = Vectors.File(vector);
        var cut = await FailsAsync(LakeErrorKind.Corrupt, () => ReadAsync("u", Named, FileName, content[..^1], offsets[0], vector.Length, 1));
        Assert.Contains("expected 42 bytes, found 41", cut.Message, StringComparison.Ordinal);
        var gone = await FailsAsync(LakeErrorKind.Corrupt, () => ReadAsync("u", Named, "other", content, offsets[0], vector.Length, 1));
        Assert.Contains("is gone", gone.Message, StringComparison.Ordinal);
        await FailsAsync(LakeErrorKind.Corrupt, () => ReadAsync("u", Named, FileName, content, offsets[0], int.MaxValue, 1));
        await FailsAsync(LakeErrorKind.Corrupt, () => ReadAsync("u", Named, FileName, content, offsets[0], -1, 1));
        await FailsAsync(LakeErrorKind.Corrupt, () => ReadAsync("u", Named, FileName, content, -5, vector.Length, 1));
        await FailsAsync(LakeErrorKind.Corrupt, () => ReadAsync("u", "short", FileName, content, offsets[0], vector.Length, 1));
    }

    [Fact]
    public async Task Another_cardinality_and_rows_behind_the_file_are_damage()
    {
        var e = await FailsAsync(LakeErrorKind.Corrupt, () => ReadAsync(Vectors.Inline(1) with { Cardinality = 2 }));
        Assert.Contains("marks 1 rows, but the log states 2", e.Message, StringComparison.Ordinal);
        var behind = await FailsAsync(LakeErrorKind.Corrupt, () => ReadAsync(Vectors.Inline(1, 3)));
        Assert.Contains("marks row 3, but the file has 3", behind.Message, StringComparison.Ordinal);
        await FailsAsync(LakeErrorKind.Corrupt, () => ReadAsync(Vectors.Inline(1) with { SizeInBytes = 30 }));
        await FailsAsync(LakeErrorKind.Corrupt, () => ReadAsync(Vectors.Inline(1) with { PathOrInlineDv = "~" }));
        await FailsAsync(LakeErrorKind.Unsupported, () => ReadAsync(Vectors.Inline(1) with { StorageType = "x" }));
    }

    [Fact]
    public async Task Absolute_paths_are_followed_by_those_who_were_given_stores()
    {
        var vector = Vectors.Portable([1]);
        var elsewhere = new Elsewhere();
        await elsewhere.Files.PutAsync(StoreKey.Parse("dir with space/v.bin"), Vectors.File(vector).Content);
        var table = Table();
        var descriptor = new DeletionVectorDescriptor
        {
            StorageType = "p", PathOrInlineDv = "s3://bucket/dir%20with%20space/v.bin", Offset = 1, SizeInBytes = vector.Length, Cardinality = 1,
        };
        await table.AddAsync("s3://bucket/f%2520.parquet", Ids(0, 3), vector: descriptor, key: "f%20.parquet");
        await elsewhere.Files.PutAsync(StoreKey.Parse("f%20.parquet"), (await table.Store.GetAsync(StoreKey.Parse("f%20.parquet")))!.Value);

        Assert.Equal(["0", "2"], await (await table.OpenAsync(Context with { AbsoluteFiles = elsewhere })).RowsAsync());
        var e = await FailsAsync(LakeErrorKind.Unsupported, async () => await (await table.OpenAsync()).RowsAsync());
        Assert.Contains("s3://bucket/f%2520.parquet", e.Message, StringComparison.Ordinal);
    }

    private static HandTable Table() => new(HandTable.Struct(HandTable.Field("id", "long")), "deletionVectors");

    private static Apache.Arrow.RecordBatch Ids(int first, int count) => Batch(("id", Longs([.. Enumerable.Range(first, count).Select(id => (long?)id)])));

    private static async Task<List<string>> ReadAsync(DeletionVectorDescriptor vector, string? key = null, byte[]? content = null)
    {
        var table = Table();
        await table.AddAsync("f.parquet", Ids(0, 3), vector: vector);
        if (key is not null)
        {
            await table.Store.PutAsync(StoreKey.Parse(key), content);
        }

        return await (await table.OpenAsync()).RowsAsync();
    }

    private static Task<List<string>> ReadAsync(string type, string place, string key, byte[] content, int? offset, int size, int cardinality) => ReadAsync(
        new DeletionVectorDescriptor { StorageType = type, PathOrInlineDv = place, Offset = offset, SizeInBytes = size, Cardinality = cardinality }, key, content);

    private sealed class Elsewhere : IAbsoluteFiles
    {
        public MemoryStore Files { get; } = new();

        public (IObjectStore Store, StoreKey Key) Find(string path) => (Files, StoreKey.Parse(path["s3://bucket/".Length..]));
    }
}
