using LakeVersion.Adopting;
using LakeVersion.Delta;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Transactions;
using static LakeVersion.Tests.Adopting.AdoptedTable;

namespace LakeVersion.Tests.Adopting;

public sealed class FolderTableAdoptionTests : TableAdoptionTests
{
    public FolderTableAdoptionTests()
        : base(new FolderPlace())
    {
    }
}

public sealed class S3TableAdoptionTests : TableAdoptionTests
{
    public S3TableAdoptionTests()
        : base(new S3Place())
    {
    }
}

public sealed class MemoryTableAdoptionTests : TableAdoptionTests
{
    public MemoryTableAdoptionTests()
        : base(new MemoryPlace())
    {
    }
}

/// <summary>Delta tables outside the lake as tables of it.</summary>
public abstract class TableAdoptionTests(SourcePlace place) : IDisposable
{
    private readonly IObjectStore store = TestStores.Open();

    public void Dispose()
    {
        place.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("golden/basic-decimal-table-legacy/delta")]
    [InlineData("golden/basic-with-inserts-deletes-checkpoint/delta")]
    [InlineData("golden/basic-with-inserts-overwrite-restore/delta")]
    [InlineData("golden/data-reader-array-complex-objects/delta")]
    [InlineData("golden/data-reader-date-types-utc/delta")]
    [InlineData("golden/data-reader-map/delta")]
    [InlineData("golden/log-replay-special-characters/delta")]
    [InlineData("golden/snapshot-data0/delta")]
    [InlineData("golden/snapshot-data2-deleted/delta")]
    [InlineData("golden/snapshot-data3/delta")]
    [InlineData("golden/time-travel-partition-changes-b/delta")]
    [InlineData("golden/time-travel-schema-changes-b/delta")]
    [InlineData("dat/out/reader_tests/generated/basic_append/delta")]
    [InlineData("dat/out/reader_tests/generated/basic_partitioned/delta")]
    [InlineData("dat/out/reader_tests/generated/multi_partitioned/delta")]
    [InlineData("dat/out/reader_tests/generated/with_schema_change/delta")]
    [InlineData("golden/dv-with-columnmapping/delta")]
    [InlineData("golden/log-replay-dv-key-cases/delta")]
    [InlineData("kernel/cdf-table-with-cdc-and-dvs")]
    [InlineData("kernel/compacted-log-files-table")]
    [InlineData("kernel/type-widening")]
    [InlineData("kernel/unshredded-variant")]
    [InlineData("kernel/v2-checkpoints-parquet-with-sidecars")]
    [InlineData("kernel/with-short-dv")]
    public async Task A_table_reads_equal_at_every_version_and_its_objects_are_untouched(string fixture)
    {
        await PutFixtureAsync(place, fixture);
        var before = await place.StateAsync();
        await using var lake = await Lake.CreateAsync(store, place.Options);
        var result = await AdoptAsync(lake);

        Assert.True(result.IsTable);
        var head = await lake.AtAsync("main");
        Assert.Equal(["tables/t"], await head.TablesAsync());
        Assert.Equal(1, head.Commit.Record.Totals.Tables);
        var source = await DeltaTable.OpenAsync(Folder(place), Context);
        var newest = await source.SnapshotAsync();
        for (var version = 0L; version <= newest.Version; version++)
        {
            await CompareAsync(source, head, version);
        }

        Assert.Equal(await source.HistoryAsync(), await head.Table("tables/t").HistoryAsync(), SameMoment);
        Assert.Equal(before, await place.StateAsync());

        var (again, at) = (await AdoptAsync(lake), head.Commit.Id);
        Assert.Equal((again.Files, at), (again.Unchanged, (await lake.AtAsync("main")).Commit.Id));
    }

    [Theory]
    [InlineData(AdoptMode.Register)]
    [InlineData(AdoptMode.Hash)]
    [InlineData(AdoptMode.Copy)]
    public async Task An_adopted_table_is_branched_appended_to_rolled_back_and_exported(AdoptMode mode)
    {
        await MakeTableAsync(3);
        var before = await place.StateAsync();
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await AdoptAsync(lake, mode);
        await lake.CreateBranchAsync("dev", "main");
        await using (var change = await lake.Branch("dev").BeginAsync())
        {
            await change.Table("tables/t").AppendAsync(Weather.Rows(100, 2));
            await change.CommitAsync("append");
        }

        Assert.Equal([0, 1, 2, 100, 101], await DaysAsync(lake, "dev"));
        Assert.Equal([0, 1, 2], await DaysAsync(lake, "main"));
        Assert.Equal([0, 1], await Weather.DaysAsync((await (await lake.AtAsync("dev")).Table("tables/t").OpenAsync(version: 1)).ReadAsync()));
        await lake.Branch("dev").RollbackAsync("main");
        Assert.Equal([0, 1, 2], await DaysAsync(lake, "dev"));
        await using (var change = await lake.Branch("dev").BeginAsync())
        {
            await change.Table("copy").CopyFromAsync(await lake.AtAsync("main"), "tables/t");
            await change.CommitAsync("copy");
        }

        var target = new MemoryStore();
        await (await lake.AtAsync("dev")).Table("copy").ExportAsync(target);
        var exported = await DeltaTable.OpenAsync(target, Context);
        Assert.Equal([0, 1, 2], await Weather.DaysAsync((await exported.SnapshotAsync()).ReadAsync()));
        Assert.Equal(before, await place.StateAsync());
    }

    [Fact]
    public async Task A_data_file_that_changed_or_went_since_is_named_and_other_versions_are_read()
    {
        var table = await MakeTableAsync(2);
        var first = (await table.SnapshotAsync(0)).Files[0];
        var second = (await table.SnapshotAsync(1)).Files.Single(file => file.Path != first.Path);
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await AdoptAsync(lake);
        await place.PutAsync("t/" + second.Path, new byte[second.Size]);
        var e = await FailsAsync(LakeErrorKind.Corrupt, () => DaysAsync(lake, "main"));
        Assert.Contains($"{place.Uri}/t/{second.Path}", e.Message, StringComparison.Ordinal);
        Assert.Contains("changed since", e.Message, StringComparison.Ordinal);
        await place.DeleteAsync("t/" + second.Path);
        e = await FailsAsync(LakeErrorKind.Corrupt, () => DaysAsync(lake, "main"));
        Assert.Contains("no longer there", e.Message, StringComparison.Ordinal);
        Assert.Equal([0], await Weather.DaysAsync((await (await lake.AtAsync("main")).Table("tables/t").OpenAsync(version: 0)).ReadAsync()));
    }

    [Fact]
    public async Task Appends_to_an_adopted_table_rebase_like_any_others()
    {
        await MakeTableAsync(2);
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await AdoptAsync(lake);
        await using var slow = await lake.Branch("main").BeginAsync();
        await slow.Table("tables/t").AppendAsync(Weather.Rows(10, 1));
        await using (var quick = await lake.Branch("main").BeginAsync())
        {
            await quick.Table("tables/t").AppendAsync(Weather.Rows(20, 1));
            await quick.CommitAsync("quick");
        }

        await slow.CommitAsync("slow");
        Assert.Equal([0, 1, 10, 20], await DaysAsync(lake, "main"));
    }

    [Fact]
    public async Task An_adoption_follows_other_commits_and_of_two_at_one_path_one_is_refused()
    {
        await MakeTableAsync(2);
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await using var slow = await lake.Branch("main").BeginAsync();
        await using var late = await lake.Branch("main").BeginAsync();
        await slow.AdoptAsync($"{place.Location}/t", "tables/t");
        await late.AdoptAsync($"{place.Location}/t", "tables/t");
        await using (var quick = await lake.Branch("main").BeginAsync())
        {
            await quick.Files.PutAsync("x", new MemoryStream([1]));
            await quick.CommitAsync("quick");
        }

        await slow.CommitAsync("slow");
        await Assert.ThrowsAsync<ConflictException>(() => late.CommitAsync("late").AsTask());
        Assert.Equal([0, 1], await DaysAsync(lake, "main"));
    }

    [Fact]
    public async Task Only_files_that_a_version_names_are_registered()
    {
        await MakeTableAsync(2);
        await place.PutAsync("t/stray.parquet", "no");
        await place.PutAsync("t/_delta_log/00000000000000000000.crc", "{}");
        await using var lake = await Lake.CreateAsync(store, place.Options);
        var result = await AdoptAsync(lake);
        Assert.Equal((2, 2), (result.Files, result.Versions));
        var names = await (await lake.AtAsync("main")).Files.ListAsync().Select(file => file.Path).ToListAsync();
        Assert.Equal(4, names.Count);
        Assert.DoesNotContain(names, name => name.Contains("stray", StringComparison.Ordinal) || name.EndsWith(".crc", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Files_of_older_versions_may_be_gone_and_only_those_versions_are_missed()
    {
        var table = await MakeTableAsync(2);
        await table.OverwriteAsync(Weather.Rows(50, 1));
        var gone = (await table.SnapshotAsync(1)).Files[0].Path;
        await place.DeleteAsync("t/" + gone);
        await using var lake = await Lake.CreateAsync(store, place.Options);
        var result = await AdoptAsync(lake);
        Assert.Equal(1, result.MissingOlderFiles);
        Assert.Equal([50], await DaysAsync(lake, "main"));
        var e = await FailsAsync(LakeErrorKind.Corrupt, async () =>
            await Weather.DaysAsync((await (await lake.AtAsync("main")).Table("tables/t").OpenAsync(version: 1)).ReadAsync()));
        Assert.Contains("vacuum", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_whose_live_file_is_gone_or_of_another_size_is_refused()
    {
        var table = await MakeTableAsync(2);
        await using var lake = await Lake.CreateAsync(store, place.Options);
        var file = (await table.SnapshotAsync()).Files[0].Path;
        await place.PutAsync("t/" + file, "short");
        Assert.Contains("expected", (await FailsAsync(LakeErrorKind.Corrupt, () => AdoptAsync(lake))).Message, StringComparison.Ordinal);
        await place.DeleteAsync("t/" + file);
        Assert.Contains(file, (await FailsAsync(LakeErrorKind.Corrupt, () => AdoptAsync(lake))).Message, StringComparison.Ordinal);
        Assert.Empty(await (await lake.AtAsync("main")).Files.ListAsync().ToListAsync());
    }

    [Fact]
    public async Task A_table_that_exists_is_not_adopted_over()
    {
        await MakeTableAsync(1);
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await using (var change = await lake.Branch("main").BeginAsync())
        {
            await change.Table("tables/t").AppendAsync(Weather.Rows(7, 1));
            await change.Files.PutAsync("files/x", new MemoryStream([1]));
            await change.CommitAsync("own");
        }

        await FailsAsync(LakeErrorKind.Conflict, () => AdoptAsync(lake));
        await FailsAsync(LakeErrorKind.Refused, () => AdoptAsync(lake, path: "tables/t/inner"));
        await FailsAsync(LakeErrorKind.Refused, () => AdoptAsync(lake, path: "files"));
        Assert.Equal([7], await DaysAsync(lake, "main"));
    }

    [Fact]
    public async Task A_table_that_grew_outside_is_not_adopted_over_the_old_one()
    {
        var table = await MakeTableAsync(1);
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await AdoptAsync(lake);
        await table.AppendAsync(Weather.Rows(9, 1));
        await FailsAsync(LakeErrorKind.Conflict, () => AdoptAsync(lake));
        Assert.Equal([0], await DaysAsync(lake, "main"));
    }

    [Theory]
    [InlineData("golden/deltalog-invalid-protocol-version/delta", LakeErrorKind.Unsupported, "99")]
    [InlineData("golden/canonicalized-paths-normal-b/delta", LakeErrorKind.Unsupported, "absolute path")]
    [InlineData("golden/deltalog-state-reconstruction-without-protocol/delta", LakeErrorKind.Corrupt, "protocol")]
    [InlineData("kernel/_catalog_managed/catalog_managed_0", LakeErrorKind.Unsupported, "catalogManaged")]
    public async Task What_this_version_cannot_read_is_refused_by_name(string fixture, LakeErrorKind kind, string word)
    {
        await PutFixtureAsync(place, fixture);
        await using var lake = await Lake.CreateAsync(store, place.Options);
        var e = await FailsAsync(kind, () => AdoptAsync(lake));
        Assert.Contains(word, e.Message, StringComparison.Ordinal);
        Assert.Empty(await (await lake.AtAsync("main")).Files.ListAsync().ToListAsync());
    }

    [Fact]
    public async Task A_table_of_mapped_columns_is_adopted_and_read_by_their_names()
    {
        await PutFixtureAsync(place, "golden/table-with-columnmapping-mode-name/delta");
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await AdoptAsync(lake);
        var longs = new List<long?>();
        await foreach (var batch in (await lake.AtAsync("main")).Table("tables/t").ReadAsync(["LongType"]))
        {
            longs.AddRange(((Apache.Arrow.Int64Array)batch.Column(0)).ToList(includeNulls: true));
        }

        Assert.Equal([null, 0, 1, 2, 3, 4], longs.Order());
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("a/../../secret")]
    [InlineData("%2e%2e/secret")]
    public async Task A_log_that_names_a_file_outside_its_folder_is_refused(string path)
    {
        await MakeTableAsync(1);
        await place.PutAsync("secret", "do not read");
        await place.PutAsync("t/_delta_log/00000000000000000001.json", $$$"""{"add":{"path":"{{{path}}}","partitionValues":{},"size":11,"modificationTime":1,"dataChange":true}}""");
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await FailsAsync(LakeErrorKind.Corrupt, () => AdoptAsync(lake));
    }

    private static async Task<List<int>> DaysAsync(Lake lake, string revision) =>
        await Weather.DaysAsync((await lake.AtAsync(revision)).Table("tables/t").ReadAsync());

    private Task<AdoptResult> AdoptAsync(Lake lake, AdoptMode mode = AdoptMode.Register, string path = "tables/t") =>
        AdoptedTable.AdoptAsync(place, lake, mode, path);

    // One row a version, made where it is adopted from.
    private async Task<DeltaTable> MakeTableAsync(int versions)
    {
        var folder = Folder(place);
        await using var first = Weather.Rows(0, 1).GetAsyncEnumerator();
        await first.MoveNextAsync();
        var table = await DeltaTable.CreateAsync(folder, Context, first.Current.Schema, rows: Weather.Rows(0, 1));
        for (var day = 1; day < versions; day++)
        {
            await table.AppendAsync(Weather.Rows(day, 1));
        }

        return table;
    }
}
