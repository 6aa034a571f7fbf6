using System.Globalization;
using System.Text;
using LakeVersion.Adopting;
using LakeVersion.Delta;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Transactions;
using static LakeVersion.Tests.Adopting.AdoptedTable;

namespace LakeVersion.Tests.Adopting;

/// <summary>Tables whose log begins at a checkpoint, as its first commits were cleaned up.</summary>
public sealed class CleanedLogAdoptionTests : IDisposable
{
    private readonly SourcePlace place = new MemoryPlace();
    private readonly IObjectStore store = TestStores.Open();

    public void Dispose() => place.Dispose();

    // Which commits are removed, and where the log then begins.
    [Theory]
    [InlineData("golden/basic-with-inserts-deletes-checkpoint/delta", 10, 10)]
    [InlineData("golden/basic-with-inserts-deletes-checkpoint/delta", 1, 10)]
    [InlineData("golden/basic-with-inserts-deletes-checkpoint/delta", 11, 10)]
    [InlineData("golden/dv-with-columnmapping/delta", 10, 10)]
    [InlineData("kernel/v1-multi-part-struct-stats-only", 5, 5)]
    [InlineData("kernel/v1-multi-part-partitioned-struct-stats-only", 6, 5)]
    [InlineData("kernel/v2-checkpoints-json-with-sidecars", 1, 1)]
    [InlineData("kernel/v2-checkpoints-json-with-sidecars", 4, 3)]
    [InlineData("kernel/v2-checkpoints-json-without-sidecars", 2, 2)]
    [InlineData("kernel/v2-checkpoints-parquet-with-sidecars", 5, 4)]
    [InlineData("kernel/v2-classic-checkpoint-parquet", 2, 1)]
    [InlineData("kernel/app-txn-checkpoint", 1, 1)]
    public async Task It_reads_equal_at_every_version_that_is_left(string fixture, int kept, int first)
    {
        await PutFixtureAsync(place, fixture);
        await RemoveCommitsAsync(kept);
        var before = await place.StateAsync();
        await using var lake = await Lake.CreateAsync(store, place.Options);
        var result = await AdoptAsync(place, lake);
        Assert.Equal(before, await place.StateAsync());

        // Commits that lead to no version have times all the same, which move those of others.
        await RemoveCommitsAsync(Math.Max(kept, first));
        var head = await lake.AtAsync("main");
        var source = await DeltaTable.OpenAsync(Folder(place), Context);
        var newest = (await source.SnapshotAsync()).Version;
        Assert.Equal((true, newest - first + 1), (result.IsTable, result.Versions));
        Assert.Equal(["tables/t"], await head.TablesAsync());
        Assert.Equal(1, head.Commit.Record.Totals.Tables);
        for (var version = (long)first; version <= newest; version++)
        {
            await CompareAsync(source, head, version);
            var then = (await source.SnapshotAsync(version)).Timestamp;
            Assert.Equal((await source.SnapshotAsync(then)).Version, (await head.Table("tables/t").OpenAsync(asOf: then)).Version);
        }

        var e = await FailsAsync(LakeErrorKind.NotFound, () => head.Table("tables/t").OpenAsync(version: first - 1).AsTask());
        Assert.Contains($"{first} to {newest}", e.Message, StringComparison.Ordinal);
        Assert.Equal(await source.HistoryAsync(), await head.Table("tables/t").HistoryAsync(), SameMoment);

        var (again, at) = (await AdoptAsync(place, lake), head.Commit.Id);
        Assert.Equal((again.Files, again.Versions, at), (again.Unchanged, result.Versions, (await lake.AtAsync("main")).Commit.Id));
    }

    [Theory]
    [InlineData(AdoptMode.Register, true)]
    [InlineData(AdoptMode.Copy, true)]
    [InlineData(AdoptMode.Hash, false)]
    public async Task It_is_branched_appended_to_restored_rolled_back_merged_copied_and_dropped(AdoptMode mode, bool hasCommit)
    {
        await MakeAsync("t", 5, 3, hasCommit);
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await AdoptAsync(place, lake, mode);
        await lake.CreateBranchAsync("dev", "main");
        await AppendAsync(lake, "dev", 100);
        Assert.Equal([0, 1, 2, 3, 4, 100], await DaysAsync(lake, "dev"));
        Assert.Equal([0, 1, 2, 3], await DaysAsync(lake, "dev", version: 3));
        var difference = Assert.Single((await (await lake.AtAsync("main")).CompareAsync(await lake.AtAsync("dev"))).Tables);
        Assert.Equal("tables/t", difference.Path);

        await using (var change = await lake.Branch("dev").BeginAsync())
        {
            await change.Table("tables/t").RestoreAsync(3);
            await change.CommitAsync("restore");
        }

        Assert.Equal([0, 1, 2, 3], await DaysAsync(lake, "dev"));
        await lake.Branch("dev").RollbackAsync("main");
        Assert.Equal([0, 1, 2, 3, 4], await DaysAsync(lake, "dev"));
        await AppendAsync(lake, "dev", 200);
        await lake.Branch("main").FastForwardAsync("dev");
        Assert.Equal([0, 1, 2, 3, 4, 200], await DaysAsync(lake, "main"));

        await using (var change = await lake.Branch("dev").BeginAsync())
        {
            await change.Table("copy").CopyFromAsync(await lake.AtAsync("main"), "tables/t");
            await change.CommitAsync("copy");
        }

        Assert.Equal(2, (await lake.AtAsync("dev")).Commit.Record.Totals.Tables);
        Assert.Equal([0, 1, 2, 3, 4, 200], await DaysAsync(lake, "dev", "copy"));
        var target = new MemoryStore();
        await (await lake.AtAsync("dev")).Table("copy").ExportAsync(target);
        var exported = await (await DeltaTable.OpenAsync(target, Context)).SnapshotAsync();
        Assert.Equal(0, exported.Version);
        Assert.Equal([0, 1, 2, 3, 4, 200], await Weather.DaysAsync(exported.ReadAsync()));

        await using (var change = await lake.Branch("dev").BeginAsync())
        {
            await change.Table("tables/t").DropAsync();
            await change.CommitAsync("drop");
        }

        Assert.Equal(["copy"], await (await lake.AtAsync("dev")).TablesAsync());
        Assert.Equal(1, (await lake.AtAsync("dev")).Commit.Record.Totals.Tables);
        await lake.Branch("dev").RollbackAsync("main", "tables/t");
        Assert.Equal([0, 1, 2, 3, 4, 200], await DaysAsync(lake, "dev"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Appends_rebase_and_the_checkpoint_stays_with_the_numbers_that_it_came_with(bool hasCommit)
    {
        await MakeAsync("t", 4, 3, hasCommit);
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await AdoptAsync(place, lake);
        var log = (await LogAsync(lake)).Where(file => file.Contains("checkpoint", StringComparison.Ordinal)).ToList();
        Assert.Single(log);
        await using var slow = await lake.Branch("main").BeginAsync();
        await slow.Table("tables/t").AppendAsync(Weather.Rows(10, 1));
        await AppendAsync(lake, "main", 20);
        await slow.CommitAsync("slow");

        Assert.Equal([0, 1, 2, 3, 10, 20], await DaysAsync(lake, "main"));
        Assert.Equal([0, 1, 2, 3, 20], await DaysAsync(lake, "main", version: 4));
        Assert.Equal([.. log, .. Enumerable.Range(hasCommit ? 3 : 4, hasCommit ? 3 : 2).Select(Name)], (await LogAsync(lake)).OrderBy(file => !file.Contains("checkpoint", StringComparison.Ordinal)));
        Assert.Equal(1, (await lake.AtAsync("main")).Commit.Record.Totals.Tables);
    }

    [Fact]
    public async Task Of_two_adoptions_at_one_path_one_is_refused()
    {
        await MakeAsync("t", 4, 2, hasCommit: true);
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await using var late = await lake.Branch("main").BeginAsync();
        await late.AdoptAsync($"{place.Location}/t", "tables/t");
        await AdoptAsync(place, lake);
        await Assert.ThrowsAsync<ConflictException>(() => late.CommitAsync("late").AsTask());
        Assert.Equal([0, 1, 2, 3], await DaysAsync(lake, "main"));
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(4, 3)]
    public async Task A_table_put_in_place_of_it_does_not_follow_what_the_branch_did_to_it(int versions, int first)
    {
        await MakeAsync("t", 3, 2, hasCommit: false);
        await MakeAsync("u", versions, first, hasCommit: false);
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await AdoptAsync(place, lake);
        await using var late = await lake.Branch("main").BeginAsync();
        await late.Table("tables/t").DropAsync();
        await late.AdoptAsync($"{place.Location}/u", "tables/t");
        await AppendAsync(lake, "main", 20);
        await Assert.ThrowsAsync<ConflictException>(() => late.CommitAsync("late").AsTask());
        Assert.Equal([0, 1, 2, 20], await DaysAsync(lake, "main"));
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_passed_over_for_the_next()
    {
        await MakeAsync("t", 5, 2, hasCommit: true);
        var (name, content) = await CheckpointAsync("t", 2);
        await place.PutAsync(Checkpoint("t", 3), content + await CommitAsync("t", 3));
        await place.PutAsync(name, "{\"add\":");
        await using var lake = await Lake.CreateAsync(store, place.Options);
        Assert.Equal(2, (await AdoptAsync(place, lake)).Versions);
        Assert.Equal([0, 1, 2, 3, 4], await DaysAsync(lake, "main"));
        Assert.Equal([0, 1, 2, 3], await DaysAsync(lake, "main", version: 3));
    }

    [Fact]
    public async Task Without_a_checkpoint_that_leads_on_it_is_refused()
    {
        await MakeAsync("t", 5, 2, hasCommit: true);
        await place.DeleteAsync($"t/_delta_log/{Name(3)}");
        await using var lake = await Lake.CreateAsync(store, place.Options);
        await FailsAsync(LakeErrorKind.Corrupt, () => AdoptAsync(place, lake));
        await place.DeleteAsync(Checkpoint("t", 2));
        await FailsAsync(LakeErrorKind.Corrupt, () => AdoptAsync(place, lake));
        Assert.Empty(await (await lake.AtAsync("main")).Files.ListAsync().ToListAsync());
    }

    [Fact]
    public async Task Files_that_only_the_version_of_the_checkpoint_needs_are_adopted()
    {
        var table = await MakeAsync("t", 3, 2, hasCommit: true);
        await table.OverwriteAsync(Weather.Rows(50, 1));
        await using var lake = await Lake.CreateAsync(store, place.Options);
        var result = await AdoptAsync(place, lake);
        Assert.Equal((4, 0), (result.Files, result.MissingOlderFiles));
        Assert.Equal([50], await DaysAsync(lake, "main"));
        Assert.Equal([0, 1, 2], await DaysAsync(lake, "main", version: 2));
    }

    private static string Name(int version) => version.ToString("D20", CultureInfo.InvariantCulture) + ".json";

    private static string Checkpoint(string table, int version) =>
        $"{table}/_delta_log/{version.ToString("D20", CultureInfo.InvariantCulture)}.checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.json";

    private static async Task AppendAsync(Lake lake, string branch, int day)
    {
        await using var change = await lake.Branch(branch).BeginAsync();
        await change.Table("tables/t").AppendAsync(Weather.Rows(day, 1));
        await change.CommitAsync("append");
    }

    private static async Task<List<int>> DaysAsync(Lake lake, string revision, string table = "tables/t", long? version = null) =>
        await Weather.DaysAsync((await (await lake.AtAsync(revision)).Table(table).OpenAsync(version)).ReadAsync());

    private static async Task<List<string>> LogAsync(Lake lake) =>
        await (await lake.AtAsync("main")).Files.ListAsync("tables/t/_delta_log/").Select(file => file.Path["tables/t/_delta_log/".Length..]).ToListAsync();

    // One row a version, then a checkpoint in JSON in place of the first ones.
    private async Task<DeltaTable> MakeAsync(string name, int versions, int first, bool hasCommit)
    {
        var folder = new PrefixStore(place.Store, StoreKey.Parse(name));
        await using var rows = Weather.Rows(0, 1).GetAsyncEnumerator();
        await rows.MoveNextAsync();
        var table = await DeltaTable.CreateAsync(folder, Context, rows.Current.Schema, rows: Weather.Rows(0, 1));
        for (var day = 1; day < versions; day++)
        {
            await table.AppendAsync(Weather.Rows(day, 1));
        }

        var (key, content) = await CheckpointAsync(name, first);
        await place.PutAsync(key, content);
        for (var version = 0; version < first || (version == first && !hasCommit); version++)
        {
            await place.DeleteAsync($"{name}/_delta_log/{Name(version)}");
        }

        return table;
    }

    private async Task<(string Key, string Content)> CheckpointAsync(string table, int version)
    {
        if (await place.Store.GetAsync(StoreKey.Parse(Checkpoint(table, version))) is { } made)
        {
            return (Checkpoint(table, version), Encoding.UTF8.GetString(made.Span));
        }

        var content = new StringBuilder($$$"""{"checkpointMetadata":{"version":{{{version}}}}}""" + "\n");
        for (var commit = 0; commit <= version; commit++)
        {
            content.Append(await CommitAsync(table, commit));
        }

        return (Checkpoint(table, version), content.ToString());
    }

    // What a commit of only adds brings into a checkpoint.
    private async Task<string> CommitAsync(string table, int version)
    {
        var content = await place.Store.GetAsync(StoreKey.Parse($"{table}/_delta_log/{Name(version)}"));
        var lines = Encoding.UTF8.GetString(content!.Value.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(lines.Where(line => !line.StartsWith("{\"commitInfo\"", StringComparison.Ordinal)).Select(line => line + "\n"));
    }

    private async Task RemoveCommitsAsync(int below)
    {
        for (var version = 0; version < below; version++)
        {
            await place.DeleteAsync($"t/_delta_log/{Name(version)}");
        }
    }
}
