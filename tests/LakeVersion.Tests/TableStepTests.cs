using LakeVersion.Changes;
using LakeVersion.Rows.Records;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Tests;

/// <summary>What steps of one transaction may do to each other's tables and files.</summary>
public sealed class TableStepTests
{
    private readonly IObjectStore store = TestStores.Open();

    [Fact]
    public async Task A_creation_that_fails_leaves_no_files_to_a_later_commit()
    {
        await using var lake = await Lake.CreateAsync(store);
        await using var change = await lake.Branch("main").BeginAsync();
        var options = new Delta.Writing.AppendOptions { Files = new() { TargetSizeBytes = 1 } };
        await Assert.ThrowsAsync<LakeException>(() => change.Table("weather").AppendAsync(Weather.Rows(0, 2).Concat(Strays()), options).AsTask());

        await change.Files.PutAsync("note", new MemoryStream([1]));
        await change.CommitAsync("note");
        Assert.Equal(["note"], await PathsAsync(lake));
    }

    [Fact]
    public async Task A_transaction_goes_on_after_an_append_that_failed()
    {
        await using var lake = await WithWeatherAsync();
        await using var change = await lake.Branch("main").BeginAsync();
        var table = change.Table("weather");
        await table.AppendAsync(Weather.Rows(10, 1));
        var options = new Delta.Writing.AppendOptions { Files = new() { TargetSizeBytes = 1 } };
        await Assert.ThrowsAsync<LakeException>(() => table.AppendAsync(Weather.Rows(20, 2).Concat(Strays()), options).AsTask());
        await table.AppendAsync(Weather.Rows(30, 1));
        await change.CommitAsync("two of three");

        Assert.Equal([0, 1, 10, 30], await DaysAsync(lake));
        Assert.Equal(3, (await PathsAsync(lake)).Count(path => path.EndsWith(".parquet", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_table_whose_folder_was_deleted_is_gone_for_the_steps_that_follow()
    {
        await using var lake = await WithWeatherAsync();
        await using var change = await lake.Branch("main").BeginAsync();
        var table = change.Table("weather");
        await table.OpenAsync();
        await change.Files.DeleteFolderAsync("weather");

        var missing = await Assert.ThrowsAsync<LakeException>(() => table.OverwriteAsync(Weather.Rows(0, 1)).AsTask());
        Assert.Equal(LakeErrorKind.NotFound, missing.Kind);
        await table.AppendAsync(Weather.Rows(5, 1));
        await table.AppendAsync(Weather.Rows(6, 1));
        await change.CommitAsync("anew");
        Assert.Equal([5, 6], await DaysAsync(lake));
    }

    [Theory]
    [InlineData("weather/_delta_log")]
    [InlineData("weather/_delta_log/")]
    public async Task Part_of_a_table_is_not_deleted_as_a_folder(string folder)
    {
        await using var lake = await WithWeatherAsync();
        await using var change = await lake.Branch("main").BeginAsync();

        await RefusedAsync(() => change.Files.DeleteFolderAsync(folder).AsTask());
        await change.Table("weather").AppendAsync(Weather.Rows(9, 1));
        await RefusedAsync(() => change.Files.DeleteFolderAsync(folder).AsTask());
    }

    [Fact]
    public async Task Files_of_a_table_are_left_alone_also_where_the_transaction_changes_the_table()
    {
        await using var lake = await WithWeatherAsync();
        var part = (await PathsAsync(lake)).Single(path => path.EndsWith(".parquet", StringComparison.Ordinal));
        await using var change = await lake.Branch("main").BeginAsync();
        await change.Table("weather").AppendAsync(Weather.Rows(9, 1));

        await RefusedAsync(() => change.Files.DeleteAsync(part).AsTask());
        await RefusedAsync(() => change.Files.PutAsync(part, new MemoryStream([1])).AsTask());
        await RefusedAsync(() => change.Files.PutAsync("weather/stray", new MemoryStream([1])).AsTask());
    }

    [Fact]
    public async Task Tables_made_in_one_transaction_do_not_nest()
    {
        await using var lake = await Lake.CreateAsync(store);
        await using var change = await lake.Branch("main").BeginAsync();
        await change.Table("sales").AppendAsync(Weather.Rows(0, 1));
        await change.Table("a/b").AppendAsync(Weather.Rows(0, 1));

        await RefusedAsync(() => change.Table("sales/orders").AppendAsync(Weather.Rows(0, 1)).AsTask());
        await RefusedAsync(() => change.Table("a").AppendAsync(Weather.Rows(0, 1)).AsTask());
        await change.CommitAsync("two");
        Assert.Equal(["a/b", "sales"], await (await lake.AtAsync("main")).TablesAsync());
    }

    [Fact]
    public async Task A_copy_of_a_logs_first_file_does_not_make_a_table()
    {
        await using var lake = await WithWeatherAsync();
        await using var change = await lake.Branch("main").BeginAsync();
        await change.Files.CopyAsync(await lake.AtAsync("main"), "weather/_delta_log/00000000000000000000.json", "backup/first.json");
        await change.CommitAsync("copy");

        Assert.Equal(["weather"], await (await lake.AtAsync("main")).TablesAsync());
    }

    [Fact]
    public async Task The_whole_lake_is_a_folder_to_delete()
    {
        await using var lake = await WithWeatherAsync();
        await using var change = await lake.Branch("main").BeginAsync();
        Assert.Equal(2, await change.Files.DeleteFolderAsync(""));
        await change.CommitAsync("all");

        Assert.Empty(await PathsAsync(lake));
    }

    [Fact]
    public async Task A_table_that_both_sides_dropped_is_no_conflict()
    {
        await using var lake = await WithWeatherAsync();
        await using var slow = await lake.Branch("main").BeginAsync();
        await slow.Table("weather").DropAsync();
        await slow.Files.PutAsync("note", new MemoryStream([1]));
        await using (var fast = await lake.Branch("main").BeginAsync())
        {
            await fast.Table("weather").DropAsync();
            await fast.CommitAsync("drop");
        }

        await slow.CommitAsync("drop too");
        Assert.Equal(["note"], await PathsAsync(lake));
    }

    [Fact]
    public async Task A_table_replaced_here_and_changed_on_the_branch_is_a_conflict()
    {
        await using var lake = await WithWeatherAsync();
        await using var slow = await lake.Branch("main").BeginAsync();
        await slow.Table("weather").DropAsync();
        await slow.Table("weather").AppendAsync(Weather.Rows(50, 1));
        await using (var fast = await lake.Branch("main").BeginAsync())
        {
            await fast.Table("weather").AppendAsync(Weather.Rows(2, 1));
            await fast.CommitAsync("append");
        }

        await Assert.ThrowsAsync<ConflictException>(() => slow.CommitAsync("replace").AsTask());
        Assert.Equal([0, 1, 2], await DaysAsync(lake));
    }

    private static async Task RefusedAsync(Func<Task> act) =>
        Assert.Equal(LakeErrorKind.Refused, (await Assert.ThrowsAsync<LakeException>(act)).Kind);

    private static IAsyncEnumerable<Apache.Arrow.RecordBatch> Strays() => RowBatcher.ToBatches([new Stray("x")]).ToAsyncEnumerable();

    private static Task<List<int>> DaysAsync(Lake lake) => Weather.DaysAsync(ReadAsync(lake));

    private static async IAsyncEnumerable<Apache.Arrow.RecordBatch> ReadAsync(Lake lake)
    {
        await foreach (var batch in (await lake.AtAsync("main")).Table("weather").ReadAsync())
        {
            yield return batch;
        }
    }

    private static async Task<List<string>> PathsAsync(Lake lake)
    {
        var paths = new List<string>();
        await foreach (var file in (await lake.AtAsync("main")).Files.ListAsync())
        {
            paths.Add(file.Path);
        }

        return paths;
    }

    private async Task<Lake> WithWeatherAsync()
    {
        var lake = await Lake.CreateAsync(store);
        await using LakeTransaction change = await lake.Branch("main").BeginAsync();
        await change.Table("weather").AppendAsync(Weather.Rows(0, 2));
        await change.CommitAsync("load");
        return lake;
    }

    private sealed record Stray(string Name);
}
