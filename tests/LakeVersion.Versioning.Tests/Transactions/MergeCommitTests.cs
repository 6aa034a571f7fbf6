using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Versioning.Tests.Transactions;

public sealed class MergeCommitTests
{
    private readonly IObjectStore store = TestStores.Open();

    [Fact]
    public async Task A_merge_commit_names_both_parents_and_its_entry_all_that_it_brings()
    {
        var lake = await TestLake.CreateAsync(store);
        var fork = (await lake.PutAsync("base", "0")).Commit;
        await lake.BranchAsync("dev");
        var dev = new List<CommitId>();
        foreach (var name in (string[])["a", "b", "c"])
        {
            dev.Add((await lake.PutAsync(name, "1", "dev")).Commit.Id);
        }

        var main = (await lake.PutAsync("m", "1")).Commit;
        var merge = await MergeAsync(lake, "dev");
        Assert.Equal([main.Id, dev[2]], merge.Commit.Record.Parents);
        Assert.Equal((5L, 3L), (merge.Commit.Record.Generation, merge.Commit.Record.Depth));
        var entry = (await lake.HeadAsync()).Entry;
        Assert.Equal((LogOperation.Commit, merge.Commit.Id), (entry.Op, entry.After));
        Assert.Equal(Enumerable.Reverse(dev), entry.Brings);
        Assert.Equal(dev[2], (await lake.Lake.Revisions.ResolveAsync("main^2")).Commit.Id);
        Assert.Equal(main.Id, (await lake.Lake.Revisions.ResolveAsync("main^1")).Commit.Id);
        Assert.Equal(dev[1], (await lake.Lake.Revisions.ResolveAsync("main^2~1")).Commit.Id);
        Assert.Equal(fork.Id, (await lake.Lake.Revisions.ResolveAsync("main~2")).Commit.Id);
        Assert.Equal("", await lake.FaultsAsync());

        // Deeper ancestors lie on the line of first parents.
        await lake.PutAsync("n", "1");
        var last = await lake.PutAsync("n", "2");
        Assert.Equal(fork.Id, (await lake.Lake.Ancestry.FirstParentAsync(last.Commit, 4))!.Id);
    }

    [Fact]
    public async Task A_merge_that_changes_nothing_is_made_and_one_of_what_is_contained_is_not()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.BranchAsync("dev");
        var dev = await lake.PutAsync("a", "1", "dev");
        await lake.PutAsync("a", "1");
        var merge = await MergeAsync(lake, "dev");
        Assert.Equal(CommitStatus.Committed, merge.Status);
        Assert.Equal([dev.Commit.Id], (await lake.HeadAsync()).Entry.Brings);
        Assert.Equal(CommitStatus.Unchanged, (await MergeAsync(lake, "dev")).Status);
    }

    [Fact]
    public async Task A_merge_follows_ordinary_commits_but_none_that_may_hold_the_same()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.BranchAsync("dev");
        var dev = await lake.PutAsync("a", "1", "dev");
        await using var late = await lake.BeginAsync();
        await using var later = await lake.BeginAsync();
        await lake.PutAsync("m", "1");
        var options = TestLake.Commit("Merge dev") with { MergeParents = [dev.Commit] };
        var merge = await late.CommitAsync(options);
        Assert.Equal(2, merge.Commit.Record.Parents.Count);
        Assert.Equal("m", (await lake.Lake.Commits.ReadAsync(merge.Commit.Record.Parents[0])).Record.Message["Put ".Length..]);

        var refused = await Assert.ThrowsAsync<LakeException>(() => later.CommitAsync(options).AsTask());
        Assert.Equal(LakeErrorKind.Conflict, refused.Kind);
        Assert.Contains("merge again", refused.Message, StringComparison.Ordinal);
        Assert.Equal(merge.Commit.Id, (await lake.HeadAsync()).Entry.After);
    }

    [Fact]
    public async Task A_pick_does_not_follow_commits_older_than_what_it_picked()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.BranchAsync("dev");
        await using var picking = await lake.BeginAsync();
        await lake.PutAsync("m", "1");
        var dev = await lake.PutAsync("a", "1", "dev");
        var options = TestLake.Commit("Pick") with { Applied = [new AppliedCommit(dev.Commit.Id, AppliedCommit.Picked)], AllowEmpty = true };
        Assert.Equal(LakeErrorKind.Conflict, (await Assert.ThrowsAsync<LakeException>(() => picking.CommitAsync(options).AsTask())).Kind);
    }

    [Fact]
    public async Task Commits_that_are_not_there_or_never_published_are_neither_merged_nor_stood_for()
    {
        var lake = await TestLake.CreateAsync(store);
        var put = (await lake.PutAsync("a", "1")).Commit;
        var planted = CommitStore.Make(put.Record with { Message = "planted" }, put.RootPlace);
        await lake.Lake.Commits.WriteAsync(planted, default);
        var gone = new CommitId(ContentHash.Parse(new string('9', 64)));
        CommitOptions[] wrong =
        [
            TestLake.Commit("x") with { MergeParents = [planted] },
            TestLake.Commit("x") with { MergeParents = [.. Enumerable.Repeat(put, 9)] },
            TestLake.Commit("x") with { Applied = [new AppliedCommit(gone, AppliedCommit.Picked)] },
            TestLake.Commit("x") with { Applied = [new AppliedCommit(put.Id, "stolen")] },
        ];
        foreach (var options in wrong)
        {
            await using var transaction = await lake.BeginAsync();
            Assert.Equal(LakeErrorKind.Invalid, (await Assert.ThrowsAsync<LakeException>(() => transaction.CommitAsync(options).AsTask())).Kind);
        }

        Assert.Equal(put.Id, (await lake.HeadAsync()).Entry.After);
    }

    [Fact]
    public async Task What_a_fast_forward_over_merges_brings_is_all_of_it()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.BranchAsync("next");
        await lake.BranchAsync("dev", "next");
        var dev = await lake.PutAsync("a", "1", "dev");
        var next = await lake.PutAsync("b", "1", "next");
        var merge = await MergeAsync(lake, "dev", "next");
        await lake.Lake.Moves.FastForwardAsync(TestLake.Main, merge.Commit, merge.State, TestLake.Log);
        var brings = (await lake.HeadAsync()).Entry.Brings!;
        Assert.Equal(merge.Commit.Id, brings[0]);
        Assert.Equal(((CommitId[])[merge.Commit.Id, next.Commit.Id, dev.Commit.Id]).Order(), brings.Order());
    }

    [Fact]
    public async Task More_than_an_entry_names_are_brought_by_their_head()
    {
        var lake = await TestLake.CreateAsync(new MemoryStore());
        await lake.BranchAsync("dev");
        for (var i = 0; i < BroughtCommits.Most; i++)
        {
            await lake.PutAsync("a", $"{i}", "dev");
        }

        await lake.PutAsync("m", "1");
        await lake.BranchAsync("other");
        var all = await MergeAsync(lake, "dev");
        Assert.Equal(BroughtCommits.Most, (await lake.HeadAsync()).Entry.Brings!.Count);
        var last = await lake.PutAsync("a", "last", "dev");
        await MergeAsync(lake, "dev", "other");
        Assert.Equal([last.Commit.Id], (await lake.HeadAsync("other")).Entry.Brings);
        Assert.Equal(2, all.Commit.Record.Parents.Count);
    }

    private static async Task<CommitResult> MergeAsync(TestLake lake, string source, string into = "main")
    {
        var theirs = await lake.Lake.Revisions.ResolveAsync(source);
        await using var transaction = await lake.BeginAsync(into);
        transaction.Use(theirs.Source!.Value);
        await TestLake.PutAsync(transaction, "a", "1");
        return await transaction.CommitAsync(TestLake.Commit($"Merge {source}") with { MergeParents = [theirs.Commit] });
    }
}
