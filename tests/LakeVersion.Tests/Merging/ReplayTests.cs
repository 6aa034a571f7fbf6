using LakeVersion.Merging;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Publishing;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Tests.Merging;

/// <summary>Commits taken over one by one, made anew elsewhere, put into one, and taken back.</summary>
public sealed class ReplayTests
{
    [Fact]
    public async Task A_picked_commit_keeps_message_and_author_and_says_what_it_stands_for()
    {
        await using var lake = await PartedAsync();
        var picked = await lake.FilesAsync("dev", "b=1");
        await lake.FilesAsync("dev", "c=1");
        var say = new CommitOptions { Message = "", Author = "bob" };
        var result = await lake.Lake.Branch("main").CherryPickAsync([picked.Id.ToString()], new PickOptions { Commit = say });
        var record = result.Commit!.Commit.Record;
        Assert.Equal(("b=1", "ada", "bob"), (record.Message, record.Author, record.Committer));
        Assert.Equal(new AppliedCommit(picked.Id, AppliedCommit.Picked), Assert.Single(record.Applied!));
        Assert.Equal("a=1 b=1 own=1", await lake.FilesAtAsync("main"));
        var again = await Assert.ThrowsAsync<LakeException>(() => lake.Lake.Branch("main").CherryPickAsync([picked.Id.ToString()]).AsTask());
        Assert.Equal(LakeErrorKind.Refused, again.Kind);
    }

    [Fact]
    public async Task A_range_comes_as_one_movement_of_several_commits_or_not_at_all()
    {
        await using var lake = await PartedAsync();
        await lake.FilesAsync("dev", "b=1");
        await lake.FilesAsync("dev", "a=2");
        await lake.AppendAsync("dev", "t", 1);
        var result = await lake.Lake.Branch("main").CherryPickAsync(["dev~3..dev"]);
        Assert.Equal((MergeStatus.Merged, 3), (result.Status, result.Replayed));
        Assert.Equal("a=2 b=1 own=1", await lake.FilesAtAsync("main"));
        Assert.Equal("b=1", (await lake.Lake.AtAsync("main~2")).Commit.Record.Message);
        Assert.Equal([1, 2], await lake.DaysAtAsync("main", "t"));
        Assert.Equal(["dev", "main"], (await lake.Lake.BranchesAsync()).Select(branch => branch.Name.Name));

        await lake.FilesAsync("dev", "c=1");
        await lake.FilesAsync("dev", "a=3");
        await lake.FilesAsync("main", "a=4");
        var before = await lake.HeadAsync();
        var conflicted = await lake.Lake.Branch("main").CherryPickAsync(["dev~2..dev"]);
        Assert.Equal((MergeStatus.Conflicts, "a", "a=3"), (conflicted.Status, Assert.Single(conflicted.Conflicts).Path, conflicted.At!.Record.Message));
        Assert.Equal(before, await lake.HeadAsync());
    }

    [Fact]
    public async Task A_rebased_branch_has_its_own_commits_anew_on_top_of_the_other()
    {
        await using var lake = await PartedAsync();
        await lake.FilesAsync("dev", "b=1");
        await lake.AppendAsync("dev", "t", 1);
        await lake.FilesAsync("main", "late=1");
        await lake.MergeAsync("main", "dev");
        await lake.FilesAsync("dev", "c=1");
        await lake.FilesAsync("main", "later=1");
        var before = await lake.HeadAsync("dev");
        var result = await lake.Lake.Branch("dev").RebaseAsync("main");
        Assert.Equal((MergeStatus.Merged, 3), (result.Status, result.Replayed));
        Assert.Equal("a=1 b=1 c=1 late=1 later=1 own=1", await lake.FilesAtAsync("dev"));
        Assert.Equal(await lake.HeadAsync(), (await lake.Lake.AtAsync("dev~3")).Commit.Id);
        Assert.Equal([1, 2], await lake.DaysAtAsync("dev", "t"));
        Assert.Equal(before, (await lake.Lake.AtAsync(before.ToString())).Commit.Id);
        Assert.Equal(["dev", "main"], (await lake.Lake.BranchesAsync()).Select(branch => branch.Name.Name));
        Assert.Equal(MergeStatus.UpToDate, (await lake.Lake.Branch("dev").RebaseAsync("main")).Status);
        Assert.Equal(MergeStatus.FastForwarded, (await lake.MergeAsync("dev")).Status);
    }

    [Fact]
    public async Task A_rebase_leaves_out_what_the_other_picked_and_stops_at_a_conflict_with_nothing_changed()
    {
        await using var lake = await PartedAsync();
        var first = await lake.FilesAsync("dev", "b=1");
        await lake.FilesAsync("dev", "a=2");
        await lake.Lake.Branch("main").CherryPickAsync([first.Id.ToString()]);
        await lake.FilesAsync("main", "b=5", "a=3");
        var before = await lake.HeadAsync("dev");
        var result = await lake.Lake.Branch("dev").RebaseAsync("main");
        Assert.Equal(("a=2", "a"), (result.At!.Record.Message, Assert.Single(result.Conflicts).Path));
        Assert.Equal(before, await lake.HeadAsync("dev"));
        var decided = await lake.Lake.Branch("dev").RebaseAsync("main", new PickOptions { Resolution = MergeResolution.AllTheirs });
        Assert.Equal(1, decided.Replayed);
        Assert.Equal("a=2 b=5 own=1", await lake.FilesAtAsync("dev"));
    }

    [Fact]
    public async Task Squashed_commits_are_one_of_the_same_content_and_a_later_merge_knows_them()
    {
        await using var lake = await PartedAsync();
        await lake.AppendAsync("dev", "t", 1);
        await lake.BranchAsync("early", "dev");
        await lake.FilesAsync("dev", "b=1");
        await lake.AppendAsync("dev", "t", 10);
        var tree = (await lake.Lake.AtAsync("dev")).Tree.Id;
        var result = await lake.Lake.Branch("dev").SquashAsync("dev~3");
        Assert.Equal((MergeStatus.Merged, 3, tree), (result.Status, result.Replayed, (await lake.Lake.AtAsync("dev")).Tree.Id));
        Assert.Equal((await lake.Lake.AtAsync("main~1")).Commit.Id, result.Head.Record.Parents[0]);
        await lake.AppendAsync("early", "t", 20);
        await lake.MergeAsync("early", "dev");
        Assert.Equal([1, 2, 10, 11, 20, 21], await lake.DaysAtAsync("dev", "t"));
        var e = await Assert.ThrowsAsync<LakeException>(() => lake.Lake.Branch("dev").SquashAsync("main").AsTask());
        Assert.Contains("does not descend", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_squash_of_what_was_squashed_is_up_to_date_and_its_message_lists_what_is_new()
    {
        await using var lake = await PartedAsync();
        var squash = new MergeOptions { Squash = true };
        var picked = await lake.FilesAsync("dev", "p=1");
        await lake.FilesAsync("dev", "b=1");
        await lake.PickAsync("main", picked.Id.ToString());
        Assert.Equal("Squash 'dev' into main\n\n* b=1", (await lake.MergeAsync("dev", options: squash)).Head.Record.Message);
        var before = await lake.HeadAsync();
        var again = await lake.MergeAsync("dev", options: squash);
        Assert.Equal((MergeStatus.UpToDate, before, before), (again.Status, again.Head.Id, await lake.HeadAsync()));
        await lake.FilesAsync("dev", "c=1");
        Assert.Equal("Squash 'dev' into main\n\n* c=1", (await lake.MergeAsync("dev", options: squash)).Head.Record.Message);
        Assert.Equal("a=1 b=1 c=1 own=1 p=1", await lake.FilesAtAsync("main"));
    }

    [Fact]
    public async Task Protected_branches_are_not_rebased_or_squashed()
    {
        await using var lake = await PartedAsync();
        await lake.FilesAsync("dev", "b=1");
        await lake.FilesAsync("dev", "c=1");
        await lake.Lake.Store.Settings.SetAsync(Protection.Setting, "dev", new LogOptions { Author = "ada" });
        var before = await lake.HeadAsync("dev");
        Assert.Equal(LakeErrorKind.Refused, (await Assert.ThrowsAsync<LakeException>(() => lake.Lake.Branch("dev").RebaseAsync("main").AsTask())).Kind);
        Assert.Equal(LakeErrorKind.Refused, (await Assert.ThrowsAsync<LakeException>(() => lake.Lake.Branch("dev").SquashAsync("dev~2").AsTask())).Kind);
        Assert.Equal(before, await lake.HeadAsync("dev"));
        Assert.Equal(["dev", "main"], (await lake.Lake.BranchesAsync()).Select(branch => branch.Name.Name));
    }

    [Fact]
    public async Task Rules_judge_where_commits_are_published_and_not_where_they_are_made()
    {
        await using var lake = await PartedAsync();
        await lake.FilesAsync("dev", "b=1");
        await lake.FilesAsync("dev", "c=1");
        await lake.Lake.Protection.SetAsync(new ProtectionRule { Name = "all", Branches = ["*"], NoDelete = true }, new LogOptions { Author = "ada" });
        Assert.Equal(2, (await lake.Lake.Branch("main").CherryPickAsync(["dev~2..dev"])).Replayed);
        await lake.Lake.Protection.SetAsync(new ProtectionRule { Name = "all", Branches = ["*"], MergeOnly = true }, new LogOptions { Author = "ada" });
        await Assert.ThrowsAsync<LakeException>(() => lake.FilesAsync("dev", "d=1"));
        await lake.Lake.Protection.SetAsync(new ProtectionRule { Name = "all", Branches = ["main"], MergeOnly = true }, new LogOptions { Author = "ada" });
        await lake.FilesAsync("dev", "d=1");
        await lake.FilesAsync("dev", "e=1");
        foreach (var picks in new string[][] { ["dev"], ["dev~2..dev"] })
        {
            var e = await Assert.ThrowsAsync<LakeException>(() => lake.Lake.Branch("main").CherryPickAsync(picks).AsTask());
            Assert.Equal((LakeErrorKind.Refused, true), (e.Kind, e.Message.Contains("merge-only", StringComparison.Ordinal)));
        }

        Assert.Equal(MergeStatus.Merged, (await lake.MergeAsync("dev", options: new MergeOptions { Squash = true })).Status);
        Assert.Equal(["dev", "main"], (await lake.Lake.BranchesAsync()).Select(branch => branch.Name.Name));
    }

    [Fact]
    public async Task A_merge_is_taken_back_to_the_parent_that_is_chosen()
    {
        await using var lake = await PartedAsync();
        await lake.FilesAsync("dev", "b=1");
        await lake.AppendAsync("dev", "t", 1);
        await lake.MergeAsync("dev");
        await lake.FilesAsync("main", "later=1");
        var main = lake.Lake.Branch("main");
        Assert.Equal(LakeErrorKind.Refused, (await Assert.ThrowsAsync<LakeException>(() => main.RevertAsync(["main~1"]).AsTask())).Kind);
        var result = await main.RevertAsync(["main~1"], new PickOptions { Parent = 1 });
        Assert.Equal("reverted", Assert.Single(result.Head.Record.Applied!).As);
        Assert.Equal("a=1 later=1 own=1", await lake.FilesAtAsync("main"));
        Assert.Empty(await (await lake.Lake.AtAsync("main")).TablesAsync());
        Assert.Equal(LakeErrorKind.Invalid, (await Assert.ThrowsAsync<LakeException>(() => main.RevertAsync(["main~2"], new PickOptions { Parent = 3 }).AsTask())).Kind);
    }

    [Fact]
    public async Task A_range_is_taken_back_by_one_commit_newest_first()
    {
        await using var lake = await PartedAsync();
        await lake.FilesAsync("main", "a=2");
        await lake.FilesAsync("main", "a=3", "b=1");
        await lake.FilesAsync("main", "c=1");
        var result = await lake.Lake.Branch("main").RevertAsync(["main~3..main~1"], new PickOptions());
        Assert.Equal(2, result.Head.Record.Applied!.Count);
        Assert.Equal("a=1 c=1 own=1", await lake.FilesAtAsync("main"));
        var e = await Assert.ThrowsAsync<LakeException>(() => lake.Lake.Branch("main").RevertAsync(["main..main~1"], new PickOptions()).AsTask());
        Assert.Contains("The earlier one comes first", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undoing_a_merge_takes_back_what_it_brought()
    {
        await using var lake = await PartedAsync();
        await lake.FilesAsync("dev", "b=1");
        await lake.MergeAsync("dev");
        await lake.Lake.Branch("main").UndoAsync();
        Assert.Equal("a=1 own=1", await lake.FilesAtAsync("main"));
    }

    // File a on both branches, own on main.
    private static async Task<MergeLake> PartedAsync()
    {
        var lake = await MergeLake.CreateAsync();
        await lake.FilesAsync("main", "a=1");
        await lake.BranchAsync("dev");
        await lake.FilesAsync("main", "own=1");
        return lake;
    }
}
