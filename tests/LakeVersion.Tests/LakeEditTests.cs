using LakeVersion.Changes;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Tests;

/// <summary>Rows of a lake's tables changed by transactions side by side.</summary>
public sealed class LakeEditTests
{
    private static readonly ColumnPath Day = "Day";

    private readonly IObjectStore store = TestStores.Open();

    [Fact]
    public async Task Rows_are_deleted_updated_and_brought_in_by_one_commit()
    {
        await using var lake = await LakeAsync();
        var main = lake.Branch("main");
        await using var change = await main.BeginAsync();
        var table = change.Table("weather");
        Assert.Equal("2", (await table.DeleteAsync(Day.AtMost(1)))["numDeletedRows"]);
        var schema = (await table.OpenAsync()).Schema;
        await table.UpdateAsync(Day.EqualTo(2), new Dictionary<string, ValueExpression> { ["Day"] = ValueText.Parse("Day + 100", schema) });
        await table.UpsertAsync(Weather.Rows(3, 10, "new"), ["Day"]);
        await change.CommitAsync("Edit");
        Assert.Equal([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 102], await Weather.DaysAsync((await lake.AtAsync("main")).Table("weather").ReadAsync()));
        Assert.Equal([0, 1, 2, 3, 4, 10, 11], await Weather.DaysAsync((await lake.AtAsync("main~1")).Table("weather").ReadAsync()));
    }

    [Fact]
    public async Task Changes_of_different_files_both_succeed_and_of_the_same_rows_do_not()
    {
        await using var lake = await LakeAsync();
        var main = lake.Branch("main");
        await using var far = await main.BeginAsync();
        await using var near = await main.BeginAsync();
        await using var same = await main.BeginAsync();
        await far.Table("weather").DeleteAsync(Day.AtLeast(10));
        await near.Table("weather").DeleteAsync(Day.EqualTo(1));
        await same.Table("weather").UpsertAsync(Weather.Rows(1, 1, "other"), ["Day"]);
        await far.CommitAsync("far");
        await near.CommitAsync("near");
        await Assert.ThrowsAsync<ConflictException>(() => same.CommitAsync("same").AsTask());
        Assert.Equal([0, 2, 3, 4], await Weather.DaysAsync((await lake.AtAsync("main")).Table("weather").ReadAsync()));
    }

    [Fact]
    public async Task Rows_appended_meanwhile_conflict_where_they_pass_alone()
    {
        await using var lake = await LakeAsync();
        var main = lake.Branch("main");
        await using var slow = await main.BeginAsync();
        await using var late = await main.BeginAsync();
        await slow.Table("weather").DeleteAsync(Day.AtMost(2));
        await slow.Table("weather").AppendAsync(Weather.Rows(50, 1));
        await late.Table("weather").DeleteAsync(Day.AtLeast(11));
        await using (var quick = await main.BeginAsync())
        {
            await quick.Table("weather").AppendAsync(Weather.Rows(20, 2));
            await quick.CommitAsync("quick");
        }

        await slow.CommitAsync("slow");
        await Assert.ThrowsAsync<ConflictException>(() => late.CommitAsync("late").AsTask());
        Assert.Equal([3, 4, 10, 11, 20, 21, 50], await Weather.DaysAsync((await lake.AtAsync("main")).Table("weather").ReadAsync()));
    }

    [Fact]
    public async Task A_change_of_no_row_makes_no_commit()
    {
        await using var lake = await LakeAsync();
        var main = lake.Branch("main");
        var before = (await main.HeadAsync()).Commit.Id;
        await using var change = await main.BeginAsync();
        await change.Table("weather").DeleteAsync(Day.EqualTo(777));
        await change.CommitAsync("nothing");
        Assert.Equal(before, (await main.HeadAsync()).Commit.Id);
    }

    [Theory]
    [InlineData(6)]
    public async Task Writers_who_append_delete_and_upsert_lose_and_double_no_row(int writers)
    {
        await using var lake = await LakeAsync();
        await Task.WhenAll(Enumerable.Range(1, writers).Select(writer => Task.Run(async () =>
        {
            var first = writer * 100;
            await UntilItSucceedsAsync(lake, table => table.AppendAsync(Weather.Rows(first, 4)));
            await UntilItSucceedsAsync(lake, async table => await table.DeleteAsync(Day.Between(first, first + 1)));
            await UntilItSucceedsAsync(lake, async table => await table.UpsertAsync(Weather.Rows(first + 3, 2, "new"), ["Day"]));
        })));
        var expected = Enumerable.Range(1, writers).SelectMany(writer => new[] { 2, 3, 4 }.Select(day => (writer * 100) + day)).Concat([0, 1, 2, 3, 4, 10, 11]).Order();
        Assert.Equal(expected, await Weather.DaysAsync((await lake.AtAsync("main")).Table("weather").ReadAsync()));
    }

    private static async Task UntilItSucceedsAsync(Lake lake, Func<TransactionTable, ValueTask> act)
    {
        for (var tries = 0; ; tries++)
        {
            await using var change = await lake.Branch("main").BeginAsync();
            await act(change.Table("weather"));
            try
            {
                await change.CommitAsync("step");
                return;
            }
            catch (ConflictException) when (tries < 100)
            {
                // Others changed the same files; once more on what is there now.
            }
        }
    }

    // Days 0 to 4 in one file, 10 and 11 in another.
    private async Task<Lake> LakeAsync()
    {
        var lake = await Lake.CreateAsync(store, new LakeOptions { Author = "ada" });
        foreach (var (from, count) in new[] { (0, 5), (10, 2) })
        {
            await using var change = await lake.Branch("main").BeginAsync();
            await change.Table("weather").AppendAsync(Weather.Rows(from, count));
            await change.CommitAsync("load");
        }

        return lake;
    }
}
