using LakeVersion.Merging;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Tests.Merging;

/// <summary>Tables merged as units, and by Delta's actions where both sides wrote the same one.</summary>
public sealed class TableMergeTests
{
    private static readonly ColumnPath Day = "Day";

    [Fact]
    public async Task Rows_that_both_sides_appended_are_in_one_new_version_of_ours()
    {
        await using var lake = await PartedAsync();
        await lake.AppendAsync("main", "weather", 10);
        await lake.AppendAsync("dev", "weather", 20);
        await lake.AppendAsync("dev", "weather", 30);
        Assert.Equal(MergeStatus.Merged, (await lake.MergeAsync("dev")).Status);
        Assert.Equal([0, 1, 10, 11, 20, 21, 30, 31], await lake.DaysAtAsync("main", "weather"));
        var history = await (await lake.Lake.AtAsync("main")).Table("weather").HistoryAsync();
        Assert.Equal([2L, 1, 0], history.Select(entry => entry.Version));
    }

    [Fact]
    public async Task Deleted_rows_of_one_side_and_appended_ones_of_the_other_both_count()
    {
        await using var lake = await PartedAsync();
        await lake.CommitAsync("main", "delete", async change => await change.Table("weather").DeleteAsync(Day.EqualTo(0)));
        await lake.AppendAsync("dev", "weather", 20);
        await lake.MergeAsync("dev");
        Assert.Equal([1, 20, 21], await lake.DaysAtAsync("main", "weather"));
    }

    [Fact]
    public async Task The_same_rows_changed_on_both_sides_without_a_key_are_a_conflict_that_can_be_decided()
    {
        await using var lake = await PartedAsync();
        await lake.CommitAsync("main", "delete", async change => await change.Table("weather").UpdateAsync(Day.EqualTo(0), Wind(7)));
        await lake.CommitAsync("dev", "delete", async change => await change.Table("weather").UpdateAsync(Day.EqualTo(0), Wind(8)));
        var before = await lake.HeadAsync();
        var conflict = Assert.Single((await lake.MergeAsync("dev")).Conflicts);
        Assert.Equal((MergeConflictKind.Files, "weather"), (conflict.Kind, conflict.Path));
        Assert.Equal(before, await lake.HeadAsync());
        await lake.MergeAsync("dev", options: new MergeOptions { Resolution = new MergeResolution { Theirs = ["weather"] } });
        Assert.Equal([0.5, 8.0], await WindAsync(lake, "main"));
    }

    [Fact]
    public async Task A_table_of_one_side_is_taken_and_one_dropped_there_is_dropped()
    {
        await using var lake = await PartedAsync();
        await lake.CommitAsync("dev", "drop", change => change.Table("weather").DropAsync().AsTask());
        await lake.AppendAsync("dev", "made/there", 5);
        await lake.AppendAsync("main", "made/here", 6);
        await lake.MergeAsync("dev");
        Assert.Equal(["made/here", "made/there"], await (await lake.Lake.AtAsync("main")).TablesAsync());
        Assert.Equal([5, 6], await lake.DaysAtAsync("main", "made/there"));
    }

    [Fact]
    public async Task Dropped_on_one_side_and_changed_on_the_other_is_a_conflict_of_the_table()
    {
        await using var lake = await PartedAsync();
        await lake.CommitAsync("dev", "drop", change => change.Table("weather").DropAsync().AsTask());
        await lake.AppendAsync("main", "weather", 10);
        await lake.BranchAsync("other");
        Assert.Equal("the table was changed here, dropped there", Assert.Single((await lake.MergeAsync("dev")).Conflicts).Reason);
        Assert.Equal("the table was dropped here, changed there", Assert.Single((await lake.MergeAsync("other", "dev")).Conflicts).Reason);
        await lake.MergeAsync("dev", options: new MergeOptions { Resolution = MergeResolution.AllTheirs });
        Assert.Empty(await (await lake.Lake.AtAsync("main")).TablesAsync());
        await lake.MergeAsync("other", "dev", new MergeOptions { Resolution = MergeResolution.AllTheirs });
        Assert.Equal([0, 1, 10, 11], await lake.DaysAtAsync("dev", "weather"));
    }

    [Fact]
    public async Task Tables_made_on_both_sides_are_a_conflict()
    {
        await using var lake = await PartedAsync();
        await lake.AppendAsync("main", "new", 1);
        await lake.AppendAsync("dev", "new", 1);
        Assert.Equal("the table was made on both sides", Assert.Single((await lake.MergeAsync("dev")).Conflicts).Reason);
        await lake.MergeAsync("dev", options: new MergeOptions { Resolution = MergeResolution.AllOurs });
        Assert.Equal([1, 2], await lake.DaysAtAsync("main", "new"));
    }

    [Fact]
    public async Task A_table_where_the_other_side_has_files_is_a_conflict()
    {
        await using var lake = await PartedAsync();
        await lake.AppendAsync("dev", "place", 1);
        await lake.FilesAsync("main", "place/notes=1");
        var conflict = Assert.Single((await lake.MergeAsync("dev")).Conflicts);
        Assert.Equal((MergeConflictKind.Place, "place", "its folder holds 'place/notes' here"), (conflict.Kind, conflict.Path, conflict.Reason));
        var other = Assert.Single((await lake.MergeAsync("main", "dev")).Conflicts);
        Assert.Equal((MergeConflictKind.Place, "place/notes", "'place' is a table here"), (other.Kind, other.Path, other.Reason));
        await lake.MergeAsync("dev", options: new MergeOptions { Resolution = MergeResolution.AllTheirs });
        Assert.Equal([1, 2], await lake.DaysAtAsync("main", "place"));
        Assert.Equal("", await lake.FilesAtAsync("main"));
    }

    [Fact]
    public async Task Branches_merged_crosswise_merge_again_without_doubling_rows()
    {
        await using var lake = await PartedAsync();
        await lake.AppendAsync("main", "weather", 10);
        await lake.AppendAsync("dev", "weather", 20);
        await lake.BranchAsync("a", "main");
        await lake.BranchAsync("b", "dev");
        await lake.MergeAsync("b", "main");
        await lake.MergeAsync("a", "dev");
        await lake.AppendAsync("main", "weather", 30);
        await lake.AppendAsync("dev", "weather", 40);
        Assert.Equal(2, (await lake.Lake.Store.MergeBases.FindAsync((await lake.Lake.AtAsync("main")).Commit, (await lake.Lake.AtAsync("dev")).Commit)).Count);
        Assert.Equal(MergeStatus.Merged, (await lake.MergeAsync("dev")).Status);
        Assert.Equal([0, 1, 10, 11, 20, 21, 30, 31, 40, 41], await lake.DaysAtAsync("main", "weather"));
    }

    [Fact]
    public async Task Crosswise_conflicts_that_both_sides_decided_otherwise_are_conflicts_from_before_either()
    {
        await using var lake = await PartedAsync();
        await lake.FilesAsync("main", "x=1");
        await lake.MergeAsync("main", "dev");
        await lake.FilesAsync("main", "x=2");
        await lake.FilesAsync("dev", "x=3");
        await lake.BranchAsync("a", "main");
        await lake.BranchAsync("b", "dev");
        await lake.MergeAsync("b", "main", new MergeOptions { Resolution = MergeResolution.AllOurs });
        await lake.MergeAsync("a", "dev", new MergeOptions { Resolution = MergeResolution.AllOurs });
        var conflict = Assert.Single((await lake.MergeAsync("dev")).Conflicts);
        var was = (await lake.Lake.AtAsync("main~2")).Files;
        Assert.Contains((await was.FindAsync("x"))!.Sha256!.ToString()!, conflict.Base, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_squash_and_then_a_merge_do_not_double_rows(bool isOptimized)
    {
        await using var lake = await PartedAsync();
        await lake.AppendAsync("main", "weather", 10);
        await lake.AppendAsync("dev", "weather", 20);
        var squash = await lake.MergeAsync("dev", options: new MergeOptions { Squash = true });
        Assert.Single(squash.Head.Record.Parents);
        Assert.Equal("squashed", Assert.Single(squash.Head.Record.Applied!).As);
        if (isOptimized)
        {
            await lake.CommitAsync("main", "optimize", async change => await change.Table("weather").OptimizeAsync());
        }

        await lake.AppendAsync("dev", "weather", 30);
        await lake.MergeAsync("dev");
        Assert.Equal([0, 1, 10, 11, 20, 21, 30, 31], await lake.DaysAtAsync("main", "weather"));
    }

    [Fact]
    public async Task A_pick_and_then_a_merge_do_not_double_rows()
    {
        await using var lake = await PartedAsync();
        await lake.AppendAsync("main", "weather", 10);
        await lake.AppendAsync("dev", "weather", 20);
        var picked = await lake.AppendAsync("dev", "weather", 30);
        await lake.AppendAsync("dev", "weather", 40);
        await lake.Lake.Branch("main").CherryPickAsync([picked.Id.ToString()]);
        await lake.CommitAsync("main", "optimize", async change => await change.Table("weather").OptimizeAsync());
        Assert.Equal(MergeStatus.Merged, (await lake.MergeAsync("dev")).Status);
        Assert.Equal([0, 1, 10, 11, 20, 21, 30, 31, 40, 41], await lake.DaysAtAsync("main", "weather"));
    }

    private static Dictionary<string, ValueExpression> Wind(double wind) => new() { ["Wind"] = new LiteralValue(Scalar.Of(wind)) };

    private static async Task<List<double>> WindAsync(MergeLake lake, string revision)
    {
        var winds = new List<double>();
        await foreach (var row in (await lake.Lake.AtAsync(revision)).Table("weather").ReadAsync<Weather>())
        {
            winds.Add(row.Wind);
        }

        return [.. winds.Order()];
    }

    // Days 0 and 1 on both branches.
    private static async Task<MergeLake> PartedAsync()
    {
        var lake = await MergeLake.CreateAsync();
        await lake.AppendAsync("main", "weather", 0);
        await lake.BranchAsync("dev");
        return lake;
    }
}
