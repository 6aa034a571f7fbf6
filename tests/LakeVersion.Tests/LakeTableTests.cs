using LakeVersion.Changes;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Tests;

public sealed class LakeTableTests
{
    private static readonly LakeOptions Options = new() { Author = "ada" };

    private readonly IObjectStore store = TestStores.Open();

    [Fact]
    public async Task A_table_is_read_at_any_revision()
    {
        await using var lake = await Lake.CreateAsync(store, Options);
        await AppendAsync(lake, 0, 10);
        await lake.CreateTagAsync("ten", "main");
        await AppendAsync(lake, 10, 5);

        Assert.Equal(Enumerable.Range(0, 15), await DaysAsync(lake, "main"));
        Assert.Equal(Enumerable.Range(0, 10), await DaysAsync(lake, "ten"));
        Assert.Equal(["weather"], await (await lake.AtAsync("main")).TablesAsync());
    }

    [Fact]
    public async Task Files_and_tables_are_committed_together_or_not_at_all()
    {
        await using var lake = await Lake.CreateAsync(store, Options);
        var main = lake.Branch("main");
        await using (var change = await main.BeginAsync())
        {
            await change.Table("weather").AppendAsync(Weather.Rows(0, 3));
            await change.Files.PutAsync("notes/source.md", new MemoryStream("noaa"u8.ToArray()));
            Assert.Equal([0, 1, 2], await Weather.DaysAsync(change.Table("weather").ReadAsync()));
        }

        Assert.Empty(await (await lake.AtAsync("main")).TablesAsync());
        await using var again = await main.BeginAsync();
        await again.Table("weather").AppendAsync(Weather.Rows(0, 3));
        await again.Files.PutAsync("notes/source.md", new MemoryStream("noaa"u8.ToArray()));
        await again.CommitAsync("Load");
        var head = await main.HeadAsync();
        Assert.Equal("noaa"u8.ToArray(), (await head.Files.ReadAsync("notes/source.md")).ToArray());
        Assert.Equal(1, head.Commit.Record.Totals.Tables);
    }

    [Fact]
    public async Task Two_writers_who_append_to_one_table_both_succeed()
    {
        await using var lake = await Lake.CreateAsync(store, Options);
        await AppendAsync(lake, 0, 2);
        await using var slow = await lake.Branch("main").BeginAsync();
        await slow.Table("weather").AppendAsync(Weather.Rows(10, 2));
        await AppendAsync(lake, 20, 2);
        await slow.CommitAsync("slow");

        Assert.Equal([0, 1, 10, 11, 20, 21], await DaysAsync(lake, "main"));
        var history = await (await lake.AtAsync("main")).Table("weather").HistoryAsync();
        Assert.Equal([2L, 1L, 0L], history.Select(version => version.Version));
    }

    [Fact]
    public async Task An_overwrite_conflicts_with_an_append_that_it_did_not_see()
    {
        await using var lake = await Lake.CreateAsync(store, Options);
        await AppendAsync(lake, 0, 2);
        await using var slow = await lake.Branch("main").BeginAsync();
        await slow.Table("weather").OverwriteAsync(Weather.Rows(100, 1));
        await AppendAsync(lake, 20, 2);

        await Assert.ThrowsAsync<ConflictException>(() => slow.CommitAsync("slow").AsTask());
        Assert.Equal([0, 1, 20, 21], await DaysAsync(lake, "main"));
    }

    [Fact]
    public async Task A_wrong_load_is_rolled_back_by_a_version_forward()
    {
        await using var lake = await Lake.CreateAsync(store, Options);
        await AppendAsync(lake, 0, 2);
        await lake.CreateTagAsync("good", "main");
        await AppendAsync(lake, 50, 5);
        await lake.Branch("main").RollbackAsync("good", "weather");

        Assert.Equal([0, 1], await DaysAsync(lake, "main"));
        var table = await (await lake.AtAsync("main")).Table("weather").OpenAsync();
        Assert.Equal(2, table.Version);
    }

    [Fact]
    public async Task Reverting_an_append_leaves_later_appends()
    {
        await using var lake = await Lake.CreateAsync(store, Options);
        await AppendAsync(lake, 0, 2);
        var wrong = await AppendAsync(lake, 50, 5);
        await AppendAsync(lake, 2, 2);
        await lake.Branch("main").RevertAsync([wrong]);

        Assert.Equal([0, 1, 2, 3], await DaysAsync(lake, "main"));
    }

    [Fact]
    public async Task The_last_movement_is_undone_by_a_commit()
    {
        await using var lake = await Lake.CreateAsync(store, Options);
        await AppendAsync(lake, 0, 2);
        await AppendAsync(lake, 2, 2);
        await lake.Branch("main").UndoAsync();

        Assert.Equal([0, 1], await DaysAsync(lake, "main"));
    }

    [Fact]
    public async Task A_file_of_a_table_cannot_be_put_by_itself()
    {
        await using var lake = await Lake.CreateAsync(store, Options);
        await AppendAsync(lake, 0, 2);
        await using var change = await lake.Branch("main").BeginAsync();

        var refusal = await Assert.ThrowsAsync<LakeException>(() => change.Files.PutAsync("weather/stray.parquet", new MemoryStream([1])).AsTask());
        Assert.Equal(LakeErrorKind.Refused, refusal.Kind);
    }

    [Fact]
    public async Task A_staged_transaction_goes_on_in_another_process_and_is_rebased_as_one_commit()
    {
        await using var lake = await Lake.CreateAsync(store, Options);
        await AppendAsync(lake, 0, 2);
        var id = await lake.Branch("main").BeginStagedAsync();
        await using (var step = await lake.OpenStagedAsync(id))
        {
            await step.Table("weather").AppendAsync(Weather.Rows(10, 1));
            await step.SaveAsync("append");
        }

        await AppendAsync(lake, 20, 1);
        await using var other = await Lake.OpenAsync(store, Options);
        await using (var step = await other.OpenStagedAsync(id))
        {
            await step.Files.PutAsync("note", new MemoryStream([1]));
            await step.SaveAsync("put");
        }

        await using var last = await other.OpenStagedAsync(id);
        await last.CommitAsync("staged");

        Assert.Equal([0, 1, 10, 20], await DaysAsync(lake, "main"));
        await Assert.ThrowsAsync<LakeException>(() => other.OpenStagedAsync(id).AsTask());
    }

    [Fact]
    public async Task A_copy_of_a_table_is_a_table_of_its_own()
    {
        await using var lake = await Lake.CreateAsync(store, Options);
        await AppendAsync(lake, 0, 2);
        await using (var change = await lake.Branch("main").BeginAsync())
        {
            await change.Table("copy").CopyFromAsync(await lake.AtAsync("main"), "weather");
            await change.CommitAsync("copy");
        }

        var head = await lake.AtAsync("main");
        Assert.Equal([0, 1], await Weather.DaysAsync(head.Table("copy").ReadAsync()));
        Assert.NotEqual((await head.Table("weather").OpenAsync()).Metadata.Id, (await head.Table("copy").OpenAsync()).Metadata.Id);
        Assert.Equal(2, head.Commit.Record.Totals.Tables);
    }

    private static async Task<string> AppendAsync(Lake lake, int from, int count)
    {
        await using LakeTransaction change = await lake.Branch("main").BeginAsync();
        await change.Table("weather").AppendAsync(Weather.Rows(from, count));
        return (await change.CommitAsync($"Append {count}")).Id.ToString();
    }

    private static async Task<List<int>> DaysAsync(Lake lake, string revision) =>
        await Weather.DaysAsync((await lake.AtAsync(revision)).Table("weather").ReadAsync());
}
