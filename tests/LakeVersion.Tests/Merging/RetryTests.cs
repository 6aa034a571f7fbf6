using LakeVersion.Merging;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Tests.Merging;

/// <summary>A step that was published is found again under its idempotency key, whatever became of the branch and the revisions since.</summary>
public sealed class RetryTests
{
    private const string Hidden = "refs/branches/lv-replay";

    public static TheoryData<string> Steps => ["merge", "squash-merge", "fast-forward", "pick", "range", "revert", "rebase", "forward rebase", "squash"];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_retry_is_answered_with_what_the_first_try_did_though_the_head_asked_for_has_moved(string step)
    {
        await using var lake = await PartedAsync(step);
        var (branch, head) = (BranchOf(step), await lake.HeadAsync(BranchOf(step)));
        var first = await RunAsync(lake, step, head);
        Assert.NotEqual(head, first.Head.Id);
        Assert.Equal(step is "range" or "rebase" or "squash" ? 1 : 0, await LogsAsync(lake));
        var entry = first.Moved?.Entry.N ?? first.Commit!.State.N;
        await lake.FilesAsync(branch, "later=1");
        await lake.FilesAsync(branch == "dev" ? "main" : "dev", "elsewhere=1");
        var (before, logs) = (await lake.HeadAsync(branch), await LogsAsync(lake));
        var second = await RunAsync(lake, step, head);
        Assert.Equal((first.Status, first.Head.Id, first.Ours.Id), (second.Status, second.Head.Id, second.Ours.Id));
        Assert.Equal(entry, second.Moved?.Entry.N ?? second.Commit!.State.N);
        Assert.Equal(first.Commit is null, second.Commit is null);
        Assert.True(second.Commit is null or { Status: CommitStatus.Replayed });
        Assert.Equal((before, logs), (await lake.HeadAsync(branch), await LogsAsync(lake)));
    }

    [Theory]
    [InlineData("merge")]
    [InlineData("range")]
    public async Task A_retry_needs_no_branch_that_is_gone(string step)
    {
        await using var lake = await PartedAsync(step);
        var head = await lake.HeadAsync();
        var first = await RunAsync(lake, step, head);
        await lake.Lake.Store.Moves.DeleteAsync(lake.Lake.Branch("dev").Ref, new LogOptions { Author = "ada" });
        Assert.Equal(first.Head.Id, (await RunAsync(lake, step, head)).Head.Id);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Another_step_under_the_key_is_refused(string step)
    {
        await using var lake = await PartedAsync(step);
        var head = await lake.HeadAsync(BranchOf(step));
        await RunAsync(lake, step, head);
        var e = await Assert.ThrowsAsync<LakeException>(() => RunAsync(lake, step, head, "another"));
        Assert.Equal((LakeErrorKind.Conflict, true), (e.Kind, e.Message.Contains("was used for another change", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_branch_of_the_call_that_cannot_be_deleted_stays_behind_and_the_answer_is_the_step()
    {
        var store = new ClosingStore(TestStores.Open());
        await using var lake = await PartedAsync("range", store);
        var result = await lake.Lake.Branch("main").CherryPickAsync(["dev~2..dev"]);
        Assert.True(store.HasRefused);
        Assert.Equal((MergeStatus.Merged, result.Head.Id, 2), (result.Status, await lake.HeadAsync(), result.Replayed));
    }

    [Fact]
    public async Task What_a_caller_says_of_parents_and_applied_commits_is_not_taken_over()
    {
        await using var lake = await PartedAsync("merge");
        var other = (await lake.Lake.AtAsync("other")).Commit;
        var say = new CommitOptions { Author = "ada", Message = "", MergeParents = [other], Applied = [new AppliedCommit(other.Id, AppliedCommit.Squashed)] };
        var dev = await lake.HeadAsync("dev");
        var picked = await lake.Lake.Branch("main").CherryPickAsync(["dev"], new PickOptions { Commit = say });
        Check(picked.Head, 1, (dev, AppliedCommit.Picked));
        var back = await lake.Lake.Branch("main").RevertAsync(["main"], new PickOptions { Commit = say });
        Check(back.Head, 1, (picked.Head.Id, AppliedCommit.Reverted));
        var range = await lake.Lake.Branch("main").CherryPickAsync(["dev~2..dev"], new PickOptions { Commit = say });
        Check(range.Head, 1, (dev, AppliedCommit.Picked));
        var squash = await lake.Lake.Branch("main").SquashAsync("main~2", new PickOptions { Commit = say });
        Check(squash.Head, 1, (range.Head.Id, AppliedCommit.Squashed));
        await lake.FilesAsync("dev", "more=1");
        var merge = await lake.MergeAsync("dev", options: new MergeOptions { Commit = say });
        Check(merge.Head, 2);
        var last = await lake.FilesAsync("dev", "last=1");
        var squashed = await lake.MergeAsync("dev", options: new MergeOptions { Commit = say, Squash = true });
        Check(squashed.Head, 1, (last.Id, AppliedCommit.Squashed));
    }

    private static void Check(Commit commit, int parents, params (CommitId Commit, string As)[] applied)
    {
        Assert.Equal(parents, commit.Record.Parents.Count);
        Assert.Equal(applied, (commit.Record.Applied ?? []).Select(one => (one.Commit, one.As)));
    }

    private static string BranchOf(string step) => step is "rebase" or "forward rebase" or "squash" ? "dev" : "main";

    private static async Task<MergeResult> RunAsync(MergeLake lake, string step, CommitId head, string request = "this")
    {
        var say = new CommitOptions { Author = "bob", Message = "", IdempotencyKey = "step", IfHead = head, Request = request };
        var (main, dev, pick) = (lake.Lake.Branch("main"), lake.Lake.Branch("dev"), new PickOptions { Commit = say });
        return await (step switch
        {
            "merge" or "fast-forward" => main.MergeAsync("dev", new MergeOptions { Commit = say }),
            "squash-merge" => main.MergeAsync("dev", new MergeOptions { Commit = say, Squash = true }),
            "pick" => main.CherryPickAsync(["dev"], pick),
            "range" => main.CherryPickAsync(["dev~2..dev"], pick),
            "revert" => main.RevertAsync(["main"], pick),
            "squash" => dev.SquashAsync("dev~2", pick),
            _ => dev.RebaseAsync("main", pick),
        });
    }

    // How many names there ever were: a step that is done anew makes another branch.
    private static async Task<int> LogsAsync(MergeLake lake) =>
        await lake.Store.ListAsync(new ListRequest { Prefix = Hidden }).Select(item => item.Name.Split('/')[2]).Distinct().CountAsync();

    // Two commits on dev, and one on main that the other lacks, where the step wants it.
    private static async Task<MergeLake> PartedAsync(string step, IObjectStore? store = null)
    {
        var lake = await MergeLake.CreateAsync(store);
        await lake.FilesAsync("main", "a=1");
        await lake.BranchAsync("other");
        await lake.FilesAsync("other", "other=1");
        await lake.BranchAsync("dev");
        if (step != "forward rebase")
        {
            await lake.FilesAsync("dev", "b=1");
            await lake.FilesAsync("dev", "c=1");
        }

        if (step != "fast-forward")
        {
            await lake.FilesAsync("main", "own=1");
        }

        return lake;
    }

    // Once commits of a branch of the call were published, that branch takes no entry any more.
    private sealed class ClosingStore(IObjectStore inner) : DelegatingStore(inner)
    {
        private bool hasMade;
        private bool isClosed;

        public bool HasRefused { get; private set; }

        public override async ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
        {
            var isHidden = key.Value.StartsWith(Hidden, StringComparison.Ordinal);
            if (isHidden && isClosed)
            {
                HasRefused = true;
                throw LakeException.Refused($"'{key}' may not be written.");
            }

            hasMade |= isHidden;
            isClosed |= hasMade && !isHidden;
            return await base.CreateAsync(key, content, cancellationToken);
        }
    }
}
