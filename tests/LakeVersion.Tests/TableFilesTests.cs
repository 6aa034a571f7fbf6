using LakeVersion.Delta.Vacuuming;
using LakeVersion.Storage;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Tests;

/// <summary>Optimize and vacuum of tables in a lake, beside what others do meanwhile.</summary>
public sealed class TableFilesTests
{
    private readonly Clock clock = new();
    private readonly MemoryStore store;

    public TableFilesTests() => store = new MemoryStore(clock);

    [Fact]
    public async Task An_optimize_follows_an_append_that_it_did_not_see()
    {
        await using var lake = await WithFilesAsync(3);
        await using var slow = await lake.Branch("main").BeginAsync();
        Assert.Equal("3", (await slow.Table("weather").OptimizeAsync())["numRemovedFiles"]);
        await AppendAsync(lake, 100);
        await slow.CommitAsync("optimize");

        Assert.Equal([0, 1, 2, 100], await DaysAsync(lake));
        Assert.Equal(2, (await (await lake.AtAsync("main")).Table("weather").OpenAsync()).Files.Count);
    }

    [Fact]
    public async Task An_optimize_conflicts_where_its_files_were_removed_meanwhile()
    {
        await using var lake = await WithFilesAsync(2);
        await using var slow = await lake.Branch("main").BeginAsync();
        await slow.Table("weather").OptimizeAsync();
        await OverwriteAsync(lake, 50);
        var e = await Assert.ThrowsAsync<ConflictException>(() => slow.CommitAsync("optimize").AsTask());
        Assert.Contains("removed", e.Message, StringComparison.Ordinal);
        Assert.Equal([50], await DaysAsync(lake));
    }

    [Fact]
    public async Task An_append_and_an_optimize_in_one_transaction_still_follow_an_append()
    {
        await using var lake = await WithFilesAsync(2);
        await using var slow = await lake.Branch("main").BeginAsync();
        await slow.Table("weather").AppendAsync(Weather.Rows(10, 1));
        await slow.Table("weather").OptimizeAsync();
        await AppendAsync(lake, 100);
        await slow.CommitAsync("both");
        Assert.Equal([0, 1, 10, 100], await DaysAsync(lake));
    }

    [Fact]
    public async Task A_vacuum_lets_go_of_entries_and_earlier_revisions_keep_their_files()
    {
        await using var lake = await WithFilesAsync(2);
        await lake.CreateTagAsync("before", "main");
        await OverwriteAsync(lake, 50);
        Assert.Empty((await VacuumAsync(lake)).Files);

        clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal(2, (await VacuumAsync(lake)).Files.Count);
        Assert.Equal(1, await FilesAsync(lake, "main"));
        Assert.Equal([50], await DaysAsync(lake));
        Assert.Equal([0, 1], await Weather.DaysAsync((await lake.AtAsync("before")).Table("weather").ReadAsync()));
        Assert.Empty((await VacuumAsync(lake)).Files);
    }

    [Fact]
    public async Task A_restore_that_came_first_keeps_its_files_from_a_vacuum()
    {
        await using var lake = await OverwrittenAsync();
        await using var vacuum = await lake.Branch("main").BeginAsync();
        Assert.Equal(2, (await vacuum.Table("weather").VacuumAsync()).Files.Count);
        await RestoreAsync(lake);
        await vacuum.CommitAsync("vacuum");
        Assert.Equal([0, 1], await DaysAsync(lake));
    }

    [Fact]
    public async Task A_restore_that_comes_behind_a_vacuum_brings_its_files_back()
    {
        await using var lake = await OverwrittenAsync();
        await using var restore = await lake.Branch("main").BeginAsync();
        await restore.Table("weather").RestoreAsync(1);

        // A vacuum makes no version, so that the table has to change for the restore to be rebased at all: here by the vacuum's own deletes.
        Assert.Equal(2, (await VacuumAsync(lake)).Files.Count);
        await restore.CommitAsync("restore");
        Assert.Equal([0, 1], await DaysAsync(lake));
    }

    [Fact]
    public async Task Parquet_files_below_a_path_become_a_table_there_by_one_commit()
    {
        await using var lake = await WithParquetAsync();
        await using var change = await lake.Branch("main").BeginAsync();
        await change.Table("raw").ConvertAsync();
        await change.CommitAsync("convert");

        var head = await lake.AtAsync("main");
        Assert.Equal([0, 1, 2], await Weather.DaysAsync(head.Table("raw").ReadAsync()));
        Assert.Equal(["raw", "weather"], await head.TablesAsync());
        Assert.Equal(["raw/_delta_log/00000000000000000000.json", "raw/one.parquet"], await head.Files.ListAsync("raw/").Select(file => file.Path).ToListAsync());
        await CommitAsync(lake, table => table.DropAsync().AsTask());
    }

    [Fact]
    public async Task A_file_that_came_to_the_folder_meanwhile_is_a_conflict_of_the_conversion()
    {
        await using var lake = await WithParquetAsync();
        await using var slow = await lake.Branch("main").BeginAsync();
        await slow.Table("raw").ConvertAsync();
        await using (var other = await lake.Branch("main").BeginAsync())
        {
            await other.Files.PutAsync("raw/two.parquet", new MemoryStream([1]));
            await other.CommitAsync("put");
        }

        await Assert.ThrowsAsync<ConflictException>(() => slow.CommitAsync("convert").AsTask());
    }

    [Fact]
    public async Task A_folder_in_a_table_is_not_converted_and_a_refusal_leaves_nothing()
    {
        await using var lake = await WithParquetAsync();
        await using var change = await lake.Branch("main").BeginAsync();
        Assert.Equal(LakeErrorKind.Refused, (await Assert.ThrowsAsync<LakeException>(() => change.Table("weather/sub").ConvertAsync().AsTask())).Kind);
        Assert.Equal(LakeErrorKind.NotFound, (await Assert.ThrowsAsync<LakeException>(() => change.Table("none").ConvertAsync().AsTask())).Kind);
        Assert.Equal(LakeErrorKind.Conflict, (await Assert.ThrowsAsync<LakeException>(() => change.Table("weather").ConvertAsync().AsTask())).Kind);
        Assert.Empty(change.Inner.Changes());
    }

    // Copies a data file of the table to a folder of its own.
    private async Task<Lake> WithParquetAsync()
    {
        var lake = await WithFilesAsync(1);
        await CommitAsync(lake, table => table.OverwriteAsync(Weather.Rows(0, 3)).AsTask());
        var head = await lake.AtAsync("main");
        var file = Assert.Single((await head.Table("weather").OpenAsync()).Files).Path;
        await using var change = await lake.Branch("main").BeginAsync();
        await change.Files.CopyAsync(head, "weather/" + file, "raw/one.parquet");
        await change.CommitAsync("copy");
        return lake;
    }

    private static Task AppendAsync(Lake lake, int day) => CommitAsync(lake, table => table.AppendAsync(Weather.Rows(day, 1)).AsTask());

    private static Task OverwriteAsync(Lake lake, int day) => CommitAsync(lake, table => table.OverwriteAsync(Weather.Rows(day, 1)).AsTask());

    private static Task RestoreAsync(Lake lake) => CommitAsync(lake, table => table.RestoreAsync(1).AsTask());

    private static async Task<VacuumReport> VacuumAsync(Lake lake)
    {
        VacuumReport? report = null;
        await CommitAsync(lake, async table => report = await table.VacuumAsync());
        return report!;
    }

    private static async Task CommitAsync(Lake lake, Func<Changes.TransactionTable, Task> act)
    {
        await using var change = await lake.Branch("main").BeginAsync();
        await act(change.Table("weather"));
        await change.CommitAsync("step");
    }

    private static async Task<List<int>> DaysAsync(Lake lake) => await Weather.DaysAsync((await lake.AtAsync("main")).Table("weather").ReadAsync());

    private static async Task<long> FilesAsync(Lake lake, string revision) =>
        await (await lake.AtAsync(revision)).Files.ListAsync("weather/").CountAsync(file => file.Path.EndsWith(".parquet", StringComparison.Ordinal));

    private async Task<Lake> WithFilesAsync(int files)
    {
        var lake = await Lake.CreateAsync(store, new LakeOptions { Author = "ada", Time = clock });
        for (var day = 0; day < files; day++)
        {
            await AppendAsync(lake, day);
        }

        return lake;
    }

    private async Task<Lake> OverwrittenAsync()
    {
        var lake = await WithFilesAsync(2);
        await OverwriteAsync(lake, 50);
        clock.Advance(TimeSpan.FromDays(8));
        return lake;
    }
}
