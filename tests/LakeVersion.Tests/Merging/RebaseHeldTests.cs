using LakeVersion.Merging;

namespace LakeVersion.Tests.Merging;

/// <summary>A rebase makes nothing anew that the other revision holds already, whatever brought it there. The table has no key, and was compacted since.</summary>
public sealed class RebaseHeldTests
{
    [Theory]
    [InlineData("merge")]
    [InlineData("squash")]
    [InlineData("pick")]
    public async Task A_pick_is_left_out_where_what_it_picked_is_there(string how)
    {
        await using var lake = await PartedLake.CreateAsync();
        await lake.PickAsync("dev", "feature");
        await lake.FilesAsync("dev", "own=1");
        await PartedLake.BringAsync(lake, how);
        await CheckAsync(lake, [1, 2, 10, 11], replayed: 1, "append 10");
    }

    [Fact]
    public async Task A_pick_of_a_pick_is_left_out_too()
    {
        await using var lake = await PartedLake.CreateAsync();
        await lake.BranchAsync("between", "main~1");
        await lake.PickAsync("between", "feature");
        await lake.PickAsync("dev", "between");
        await lake.FilesAsync("dev", "own=1");
        await PartedLake.BringAsync(lake, "pick");
        await CheckAsync(lake, [1, 2, 10, 11], replayed: 1, "append 10");
    }

    [Fact]
    public async Task A_squash_is_left_out_where_all_of_it_is_there_by_picks()
    {
        await using var lake = await PartedLake.CreateAsync();
        await lake.AppendAsync("feature", "t", 20);
        await lake.MergeAsync("feature", "dev", new MergeOptions { Squash = true });
        await lake.FilesAsync("dev", "own=1");
        await lake.PickAsync("main", "feature~1");
        await PartedLake.BringAsync(lake, "pick");
        await CheckAsync(lake, [1, 2, 10, 11, 20, 21], replayed: 1, "Squash 'feature' into dev");
    }

    [Theory]
    [InlineData("merge")]
    [InlineData("squash")]
    [InlineData("pick")]
    public async Task A_squash_of_which_a_part_is_there_brings_the_rest(string how)
    {
        await using var lake = await PartedLake.CreateAsync();
        await PartedLake.BringAsync(lake, how);
        await lake.AppendAsync("feature", "t", 20);
        await lake.MergeAsync("feature", "dev", new MergeOptions { Squash = true });
        await lake.AppendAsync("dev", "t", 30);
        var tried = await lake.Lake.Branch("dev").RebaseAsync("main", new PickOptions { DryRun = true });
        Assert.Equal((MergeStatus.Merged, 2), (tried.Status, tried.Replayed));
        await CheckAsync(lake, [1, 2, 10, 11, 20, 21, 30, 31], replayed: 2);
    }

    [Fact]
    public async Task What_an_own_merge_brought_is_left_out_where_the_base_had_picked_it()
    {
        await using var lake = await PartedLake.CreateAsync();
        await lake.PickAsync("main", "feature");
        await lake.BranchAsync("work", "main");
        await lake.FilesAsync("feature", "more=1");
        await lake.MergeAsync("feature", "work");
        await lake.CompactAsync("main", "t");
        var result = await lake.Lake.Branch("work").RebaseAsync("main");
        Assert.Equal((MergeStatus.Merged, 1), (result.Status, result.Replayed));
        Assert.Equal([1, 2, 10, 11], await lake.DaysAtAsync("work", "t"));
    }

    [Fact]
    public async Task What_both_own_lines_picked_comes_once()
    {
        await using var lake = await PartedLake.CreateAsync();
        await lake.BranchAsync("line", "dev");
        await lake.PickAsync("dev", "feature");
        await lake.PickAsync("line", "feature");
        await lake.CompactAsync("line", "t");
        await lake.MergeAsync("line", "dev");
        await lake.FilesAsync("main", "late=1");
        var result = await lake.Lake.Branch("dev").RebaseAsync("main");
        Assert.Equal("append 10", Assert.Single(result.LeftOut).Record.Message);
        Assert.Equal([1, 2, 10, 11], await lake.DaysAtAsync("dev", "t"));
    }

    [Fact]
    public async Task What_the_branch_took_back_and_picked_again_is_made_anew()
    {
        await using var lake = await PartedLake.CreateAsync();
        await lake.PickAsync("main", "feature");
        await lake.BranchAsync("work", "main");
        await lake.Lake.Branch("work").RevertAsync(["work"], new PickOptions());
        await lake.PickAsync("work", "feature");
        await lake.FilesAsync("main", "late=1");
        var result = await lake.Lake.Branch("work").RebaseAsync("main");
        Assert.Equal((MergeStatus.Merged, 2, 0), (result.Status, result.Replayed, result.LeftOut.Count));
        Assert.Equal([1, 2, 10, 11], await lake.DaysAtAsync("work", "t"));
    }

    [Fact]
    public async Task What_the_other_took_back_stays_taken_back_as_in_a_merge()
    {
        await using var lake = await PartedLake.CreateAsync();
        await lake.PickAsync("dev", "feature");
        await lake.FilesAsync("dev", "own=1");
        await lake.PickAsync("main", "feature");
        await lake.Lake.Branch("main").RevertAsync(["main"], new PickOptions());
        await lake.BranchAsync("merged", "main");
        await lake.MergeAsync("dev", "merged");
        await CheckAsync(lake, await lake.DaysAtAsync("merged", "t"), replayed: 1, "append 10");
        Assert.Equal([1, 2], await lake.DaysAtAsync("dev", "t"));
    }

    private static async Task CheckAsync(MergeLake lake, IReadOnlyList<int> days, int replayed, params string[] leftOut)
    {
        var result = await lake.Lake.Branch("dev").RebaseAsync("main");
        Assert.Equal((MergeStatus.Merged, replayed), (result.Status, result.Replayed));
        Assert.Equal(leftOut, result.LeftOut.Select(commit => commit.Record.Subject));
        Assert.Equal(days, await lake.DaysAtAsync("dev", "t"));
        Assert.Equal(result.Head.Id, await lake.HeadAsync("dev"));
    }
}
