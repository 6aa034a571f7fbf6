using LakeVersion.Adopting;
using LakeVersion.Delta;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using static LakeVersion.Tests.Adopting.AdoptedTable;

namespace LakeVersion.Tests.Adopting;

/// <summary>Tables of which rows are deleted by vectors.</summary>
public sealed class VectorAdoptionTests : IDisposable
{
    private const string Small = "kernel/table-with-dv-small";
    private const string VectorFile = "deletion_vector_61d16c75-6994-46b7-a15b-8b538852e50e.bin";

    private readonly SourcePlace place = new MemoryPlace();
    private readonly IObjectStore store = TestStores.Open();

    public void Dispose() => place.Dispose();

    [Theory]
    [InlineData(AdoptMode.Register)]
    [InlineData(AdoptMode.Hash)]
    [InlineData(AdoptMode.Copy)]
    public async Task Deleted_rows_stay_deleted_through_branches_rollbacks_reverts_copies_and_exports(AdoptMode mode)
    {
        await PutFixtureAsync(place, Small);
        await using var lake = await Lake.CreateAsync(store, place.Options);
        var result = await AdoptAsync(place, lake, mode);
        Assert.Equal((2, 2), (result.Files, result.Versions));
        Assert.NotNull(await (await lake.AtAsync("main")).Files.FindAsync("tables/t/" + VectorFile));
        var rows = await RowsAsync(lake, "main");
        Assert.Equal(Lines(1, 8), rows);

        await lake.CreateBranchAsync("dev", "main");
        await EmptyAsync(lake, "dev");
        Assert.Equal("", await RowsAsync(lake, "dev"));
        await lake.Branch("dev").RollbackAsync("main");
        Assert.Equal(rows, await RowsAsync(lake, "dev"));

        await EmptyAsync(lake, "dev");
        await lake.Branch("dev").RevertAsync(["dev"]);
        Assert.Equal(rows, await RowsAsync(lake, "dev"));

        await using (var change = await lake.Branch("dev").BeginAsync())
        {
            await change.Table("tables/t").RestoreAsync(0);
            await change.Table("copy").CopyFromAsync(await lake.AtAsync("main"), "tables/t");
            await change.CommitAsync("restore");
        }

        Assert.Equal(Lines(0, 10), await RowsAsync(lake, "dev"));
        Assert.Equal(rows, await RowsAsync(lake, "dev", "copy"));
        var target = new MemoryStore();
        var copied = 0;
        await (await lake.AtAsync("dev")).Table("copy").ExportAsync(target, copied: _ => copied++);
        Assert.Equal(1, copied);
        Assert.NotNull(await target.StatAsync(StoreKey.Parse(VectorFile)));
        Assert.Equal(rows, await RowsAsync(await (await DeltaTable.OpenAsync(target, Context)).SnapshotAsync()));
    }

    [Theory]
    [InlineData("kernel/cdf-table-with-dv")]
    [InlineData("kernel/cdf-table-with-cdc-and-dvs")]
    public async Task Changes_of_rows_are_read_as_they_are_outside(string fixture)
    {
        await PutFixtureAsync(place, fixture);
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await AdoptAsync(place, lake);
        var source = await DeltaTable.OpenAsync(Folder(place), Context);
        var (expected, found) = (await source.ChangesAsync(1), await (await lake.AtAsync("main")).Table("tables/t").ChangesAsync(1));
        var changes = await RowsAsync(expected.ReadAsync());
        Assert.NotEqual("", changes);
        Assert.Equal(changes, await RowsAsync(found.ReadAsync()));
    }

    [Fact]
    public async Task Mapped_columns_and_vectors_are_exported()
    {
        await PutFixtureAsync(place, "golden/dv-with-columnmapping/delta");
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await AdoptAsync(place, lake);
        var target = new MemoryStore();
        await (await lake.AtAsync("main")).Table("tables/t").ExportAsync(target);
        var exported = await (await DeltaTable.OpenAsync(target, Context)).SnapshotAsync();
        var rows = await RowsAsync(lake, "main");
        Assert.NotEqual("", rows);
        Assert.Equal(rows, await RowsAsync(exported));
        Assert.True((await (await DeltaTable.OpenAsync(target, Context)).CheckAsync()).IsWhole);
    }

    [Fact]
    public async Task A_live_vector_that_is_gone_is_named_and_one_of_older_versions_counted()
    {
        await PutFixtureAsync(place, Small);
        await place.DeleteAsync("t/" + VectorFile);
        await using var lake = await Lake.CreateAsync(store, place.Options);
        var e = await FailsAsync(LakeErrorKind.Corrupt, () => AdoptAsync(place, lake));
        Assert.Contains(VectorFile, e.Message, StringComparison.Ordinal);

        await (await DeltaTable.OpenAsync(Folder(place), Context)).RestoreAsync(0);
        Assert.Equal(1, (await AdoptAsync(place, lake)).MissingOlderFiles);
        Assert.Equal(Lines(0, 10), await RowsAsync(lake, "main"));
    }

    [Theory]
    [InlineData("p", "file:///secret/vector.bin", LakeErrorKind.Unsupported, "absolute path")]
    [InlineData("p", "vector.bin", LakeErrorKind.Unsupported, "absolute path")]
    [InlineData("u", "../ab^-aqEH.-t@S}K{vb[*k^", LakeErrorKind.Corrupt, "not a path in the table")]
    [InlineData("u", "short", LakeErrorKind.Corrupt, "UUID")]
    [InlineData("x", "what", LakeErrorKind.Unsupported, "storage type")]
    public async Task A_vector_stored_elsewhere_is_refused_by_name(string type, string where, LakeErrorKind kind, string word)
    {
        await PutFixtureAsync(place, Small);
        await place.PutAsync("t/_delta_log/00000000000000000002.json", $$$"""
            {"add":{"path":"part-00000-fae5310a-a37d-4e51-827b-c3d5516560ca-c000.snappy.parquet","partitionValues":{},"size":635,"modificationTime":1,"dataChange":true,"deletionVector":{"storageType":"{{{type}}}","pathOrInlineDv":"{{{where}}}","offset":1,"sizeInBytes":36,"cardinality":2{{{"}}}"}}}
            """);
        await using var lake = await Lake.CreateAsync(store, place.Options);
        Assert.Contains(word, (await FailsAsync(kind, () => AdoptAsync(place, lake))).Message, StringComparison.Ordinal);
        Assert.Empty(await (await lake.AtAsync("main")).Files.ListAsync().ToListAsync());
    }

    private static string Lines(int from, int count) => string.Concat(Enumerable.Range(from, count).Select(value => $$"""{"value":{{value}}}""" + "\n"));

    private static async Task EmptyAsync(Lake lake, string branch)
    {
        await using var change = await lake.Branch(branch).BeginAsync();
        await change.Table("tables/t").OverwriteAsync(AsyncEnumerable.Empty<Apache.Arrow.RecordBatch>());
        await change.CommitAsync("empty");
    }
}
