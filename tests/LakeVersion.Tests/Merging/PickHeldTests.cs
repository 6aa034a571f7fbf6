using LakeVersion.Merging;
using LakeVersion.Storage;

namespace LakeVersion.Tests.Merging;

/// <summary>What a branch holds is not picked a second time, and what it took back can be. The table has no key, and was compacted since.</summary>
public sealed class PickHeldTests
{
    [Theory]
    [InlineData("merge", "it is in its history")]
    [InlineData("squash", "(\"Squash 'feature' into main\") brought it")]
    [InlineData("pick", "(\"append 10\") brought it")]
    public async Task A_commit_that_is_there_is_refused_and_what_brought_it_named(string how, string brought)
    {
        await using var lake = await PartedLake.CreateAsync();
        await PartedLake.BringAsync(lake, how);
        var e = await Assert.ThrowsAsync<LakeException>(() => lake.PickAsync("main", "feature"));
        Assert.Equal((LakeErrorKind.Refused, true), (e.Kind, e.Message.Contains(brought, StringComparison.Ordinal)));
        Assert.Contains("--again", e.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 10, 11], await lake.DaysAtAsync("main", "t"));
        var again = await lake.Lake.Branch("main").CherryPickAsync(["feature"], new PickOptions { AllowAgain = true });
        Assert.Equal((MergeStatus.Conflicts, MergeConflictKind.Files), (again.Status, Assert.Single(again.Conflicts).Kind));
        Assert.Equal([1, 2, 10, 11], await lake.DaysAtAsync("main", "t"));
    }

    [Theory]
    [InlineData("merge")]
    [InlineData("squash")]
    [InlineData("pick")]
    public async Task What_the_branch_took_back_is_picked_again_and_then_there_again(string how)
    {
        await using var lake = await PartedLake.CreateAsync();
        await PartedLake.BringAsync(lake, how, compacts: false);
        await lake.RevertAsync("main", "main", parent: 1);
        Assert.Equal([1, 2], await lake.DaysAtAsync("main", "t"));
        await lake.PickAsync("main", "feature");
        Assert.Equal([1, 2, 10, 11], await lake.DaysAtAsync("main", "t"));
        await lake.CompactAsync("main", "t");
        await Assert.ThrowsAsync<LakeException>(() => lake.PickAsync("main", "feature"));
    }

    [Fact]
    public async Task A_revert_that_was_taken_back_itself_counts_for_nothing()
    {
        await using var lake = await PartedLake.CreateAsync();
        await lake.PickAsync("main", "feature");
        await lake.RevertAsync("main", "main");
        await lake.RevertAsync("main", "main");
        Assert.Equal([1, 2, 10, 11], await lake.DaysAtAsync("main", "t"));
        await lake.CompactAsync("main", "t");
        await Assert.ThrowsAsync<LakeException>(() => lake.PickAsync("main", "feature"));
    }

    [Fact]
    public async Task A_merge_taken_back_does_not_take_back_what_was_picked_before()
    {
        await using var lake = await PartedLake.CreateAsync();
        await lake.PickAsync("main", "feature");
        await lake.FilesAsync("feature", "more=1");
        await lake.MergeAsync("feature");
        await lake.RevertAsync("main", "main", parent: 1);
        await lake.CompactAsync("main", "t");
        Assert.Equal([1, 2, 10, 11], await lake.DaysAtAsync("main", "t"));
        await Assert.ThrowsAsync<LakeException>(() => lake.PickAsync("main", "feature~1"));
        await lake.PickAsync("main", "feature");
        Assert.Contains("more=1", await lake.FilesAtAsync("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_merge_taken_back_to_its_second_parent_leaves_what_that_brought()
    {
        await using var lake = await PartedLake.CreateAsync();
        await lake.MergeAsync("feature");
        await lake.RevertAsync("main", "main", parent: 2);
        Assert.Equal([1, 2, 10, 11], await lake.DaysAtAsync("main", "t"));
        await lake.CompactAsync("main", "t");
        await Assert.ThrowsAsync<LakeException>(() => lake.PickAsync("main", "feature"));
    }

    [Fact]
    public async Task What_the_other_side_took_back_before_a_merge_can_be_picked()
    {
        await using var lake = await PartedLake.CreateAsync();
        await lake.RevertAsync("feature", "feature");
        await lake.MergeAsync("feature");
        Assert.Equal([1, 2], await lake.DaysAtAsync("main", "t"));
        await lake.PickAsync("main", "feature~1");
        Assert.Equal([1, 2, 10, 11], await lake.DaysAtAsync("main", "t"));
    }

    [Fact]
    public async Task A_pick_of_what_is_there_is_there_and_picking_a_revert_makes_room_again()
    {
        await using var lake = await PartedLake.CreateAsync();
        await lake.BranchAsync("other", "main~1");
        await lake.PickAsync("other", "feature");
        await lake.PickAsync("main", "feature");
        await Assert.ThrowsAsync<LakeException>(() => lake.PickAsync("main", "other"));
        await lake.RevertAsync("other", "other");
        await lake.PickAsync("main", "other");
        Assert.Equal([1, 2], await lake.DaysAtAsync("main", "t"));
        await lake.PickAsync("main", "other~1");
        Assert.Equal([1, 2, 10, 11], await lake.DaysAtAsync("main", "t"));
    }

    [Fact]
    public async Task A_range_leaves_out_what_is_there_and_says_so()
    {
        await using var lake = await PartedLake.CreateAsync();
        await lake.AppendAsync("feature", "t", 20);
        await lake.AppendAsync("feature", "t", 30);
        await lake.PickAsync("main", "feature~1");
        await lake.CompactAsync("main", "t");
        var result = await lake.Lake.Branch("main").CherryPickAsync(["feature~3..feature"]);
        Assert.Equal((MergeStatus.Merged, 2), (result.Status, result.Replayed));
        Assert.Equal("append 20", Assert.Single(result.LeftOut).Record.Message);
        Assert.Equal([1, 2, 10, 11, 20, 21, 30, 31], await lake.DaysAtAsync("main", "t"));
        var again = await lake.Lake.Branch("main").CherryPickAsync(["feature~3..feature"]);
        Assert.Equal((MergeStatus.UpToDate, 3), (again.Status, again.LeftOut.Count));
        Assert.Equal(LakeErrorKind.Refused, (await Assert.ThrowsAsync<LakeException>(() => lake.Lake.Branch("dev").CherryPickAsync(["feature", "feature"]).AsTask())).Kind);
    }

    [Fact]
    public async Task A_squash_of_which_a_part_is_there_is_refused()
    {
        await using var lake = await PartedLake.CreateAsync();
        await lake.AppendAsync("feature", "t", 20);
        await lake.MergeAsync("feature", "dev", new MergeOptions { Squash = true });
        await lake.PickAsync("main", "feature~1");
        await lake.CompactAsync("main", "t");
        var e = await Assert.ThrowsAsync<LakeException>(() => lake.PickAsync("main", "dev"));
        Assert.Equal((LakeErrorKind.Refused, true), (e.Kind, e.Message.Contains("(\"append 10\") among them", StringComparison.Ordinal)));
        await lake.PickAsync("main", "feature");
        Assert.Contains("holds the change", (await Assert.ThrowsAsync<LakeException>(() => lake.PickAsync("main", "dev"))).Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 10, 11, 20, 21], await lake.DaysAtAsync("main", "t"));
    }
}
