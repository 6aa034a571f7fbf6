using System.Text;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Publishing;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Tests.Publishing;

public sealed class CheckTests
{
    private readonly IObjectStore store = TestStores.Open();
    private readonly NamedCheck noBad;

    public CheckTests() => noBad = new NamedCheck("no-bad", NoBadAsync);

    [Fact]
    public async Task A_commit_whose_tree_fails_a_required_check_is_not_published_and_others_of_its_group_are()
    {
        var lake = await OpenAsync();
        var commits = new List<Task<CommitResult>>();
        foreach (var (path, text) in ((string, string)[])[("a", "good"), ("b", "bad"), ("c", "good")])
        {
            commits.Add(lake.PutAsync(path, text));
        }

        var refused = await ProtectionTests.RefusedAsync("b is bad", () => commits[1]);
        Assert.Contains("b is bad", refused, StringComparison.Ordinal);
        await Task.WhenAll(commits[0], commits[2]);
        Assert.Equal(("good", null, "good"), (await lake.ReadAsync("main", "a"), await lake.ReadAsync("main", "b"), await lake.ReadAsync("main", "c")));
    }

    [Fact]
    public async Task A_check_sees_exactly_the_tree_that_is_published_and_what_changes()
    {
        var lake = await OpenAsync();
        var first = await lake.PutAsync("a", "1");
        var second = await lake.PutAsync("b", "2");
        var request = noBad.Asked[^1];
        Assert.Equal((first.Commit.Id, second.Commit.Id, LogOperation.Commit, "r"), (request.Before!.Id, request.After.Id, request.Operation, request.Rule));
        Assert.Equal(["b"], await request.ChangesAsync().Select(change => change.Path.Value).ToListAsync());
        await lake.PutAsync("x", "bad", "dev");
        Assert.Equal(2, noBad.Asked.Count);
    }

    [Fact]
    public async Task Every_movement_to_other_content_is_checked()
    {
        var lake = await OpenAsync();
        await lake.PutAsync("a", "1");
        await lake.BranchAsync("next");
        var bad = await lake.PutAsync("x", "bad", "next");
        Func<Task>[] moves =
        [
            () => lake.Lake.Moves.FastForwardAsync(TestLake.Main, bad.Commit, bad.State, TestLake.Log).AsTask(),
            () => lake.ResetAsync("main", "next"),
            () => lake.Lake.Moves.ResetAsync(TestLake.Main, new BirthState(bad.Commit.Id, bad.State), LogOperation.Undo, TestLake.Log).AsTask(),
            () => lake.BranchAsync("checked/1", "next"),
            () => lake.Lake.Moves.RenameAsync(RefName.Branch("next"), RefName.Branch("checked/2"), TestLake.Log).AsTask(),
        ];
        foreach (var move in moves)
        {
            await ProtectionTests.RefusedAsync("x is bad", move);
        }

        Assert.True((await lake.HeadAsync("next")).Entry.IsLive);
        Assert.Equal([LogOperation.FastForward, LogOperation.Reset, LogOperation.Undo, LogOperation.Create, LogOperation.Create], noBad.Asked.Skip(1).Select(request => request.Operation));

        var good = await lake.PutAsync("x", "good", "next");
        await lake.Lake.Moves.FastForwardAsync(TestLake.Main, good.Commit, good.State, TestLake.Log);
        await lake.BranchAsync("checked/1", "next");
    }

    [Fact]
    public async Task A_name_that_is_restored_is_checked_by_the_rules_of_now()
    {
        var lake = await OpenAsync();
        await lake.PutAsync("x", "bad", "dev");
        await lake.BranchAsync("good");
        foreach (var name in (string[])["dev", "good"])
        {
            await lake.Lake.Moves.DeleteAsync(RefName.Branch(name), TestLake.Log);
        }

        await ProtectionTests.SetAsync(lake, "branches=dev,good; checks=no-bad");
        await ProtectionTests.RefusedAsync("x is bad", () => lake.Lake.Moves.RestoreAsync(RefName.Branch("dev"), TestLake.Log).AsTask());
        Assert.False((await lake.HeadAsync("dev")).Entry.IsLive);
        var good = await lake.Lake.Moves.RestoreAsync(RefName.Branch("good"), TestLake.Log);
        Assert.Equal((good.Entry.After, LogOperation.Restore), (noBad.Asked[^1].After.Id, noBad.Asked[^1].Operation));
        await lake.Lake.Protection.RemoveAsync("r", TestLake.Log);
        await lake.Lake.Moves.RestoreAsync(RefName.Branch("dev"), TestLake.Log);
    }

    [Fact]
    public async Task A_renaming_makes_no_name_that_rules_set_at_any_moment_of_it_refuse()
    {
        var closed = 0;
        for (var at = 1; ; at++)
        {
            var inner = new MemoryStore();
            var other = await TestLake.CreateAsync(inner, new LakeStoreOptions { Checks = [noBad] });
            await other.BranchAsync("next");
            await other.PutAsync("x", "bad", "next");
            var meddled = new MeddledStore(inner, at, () => ProtectionTests.SetAsync(other, "branches=checked/*; checks=no-bad"));
            var lake = await TestLake.OpenAsync(meddled, new LakeStoreOptions { Checks = [noBad] });
            StoredEntry? renamed = null;
            try
            {
                renamed = await lake.Lake.Moves.RenameAsync(RefName.Branch("next"), RefName.Branch("checked/2"), TestLake.Log);
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Refused)
            {
                closed += e.Message.Contains("was closed for its renaming", StringComparison.Ordinal) ? 1 : 0;
            }

            Assert.Equal(0, renamed?.Entry.Settings ?? 0);
            if (!meddled.Struck)
            {
                Assert.NotNull(renamed);
                break;
            }

            if (renamed is null)
            {
                // Closed or not, it is finished once the rule is gone.
                await other.Lake.Protection.RemoveAsync("r", TestLake.Log);
                renamed = await other.Lake.Moves.RenameAsync(RefName.Branch("next"), RefName.Branch("checked/2"), TestLake.Log);
            }

            Assert.True(renamed.Entry.IsLive);
        }

        Assert.True(closed > 0);
    }

    [Fact]
    public async Task A_client_without_a_required_check_publishes_nothing_there()
    {
        await OpenAsync();
        var lake = await TestLake.OpenAsync(store, new LakeStoreOptions { Checks = [new NamedCheck("no-bed", _ => ValueTask.CompletedTask)] });
        var message = await ProtectionTests.RefusedAsync("'no-bad'", () => lake.PutAsync("a", "1"));
        Assert.Contains("'r'", message, StringComparison.Ordinal);
        Assert.Contains("no-bed", message, StringComparison.Ordinal);
        await lake.PutAsync("a", "1", "dev");
    }

    [Fact]
    public async Task A_check_runs_again_on_what_a_lost_try_is_built_on_next()
    {
        var other = await OpenAsync();
        var done = false;
        var meeting = new NamedCheck("no-bad", async request =>
        {
            await NoBadAsync(request);
            if (!done)
            {
                done = true;
                await other.PutAsync("o", "1");
            }
        });
        var lake = await TestLake.OpenAsync(store, new LakeStoreOptions { Checks = [meeting] });
        var put = await lake.PutAsync("a", "1");
        Assert.Equal(2, meeting.Asked.Count);
        Assert.Equal(put.Commit.Id, meeting.Asked[^1].After.Id);
        Assert.Equal(put.Commit.Record.Parents[0], meeting.Asked[^1].Before!.Id);
    }

    [Fact]
    public async Task A_check_that_fails_by_a_fault_of_its_own_refuses_and_is_named()
    {
        var lake = await OpenAsync(new NamedCheck("no-bad", _ => throw new InvalidOperationException("boom")));
        var message = await ProtectionTests.RefusedAsync("'no-bad'", () => lake.PutAsync("a", "1"));
        Assert.Contains("boom", message, StringComparison.Ordinal);
        Assert.Null(await lake.ReadAsync("main", "a"));
    }

    [Fact]
    public async Task Two_checks_of_one_name_are_refused_when_the_lake_is_opened()
    {
        await OpenAsync();
        var twice = new LakeStoreOptions { Checks = [noBad, noBad] };
        Assert.Equal(LakeErrorKind.Invalid, (await Assert.ThrowsAsync<LakeException>(() => TestLake.OpenAsync(store, twice))).Kind);
    }

    private static async ValueTask NoBadAsync(PublishRequest request)
    {
        await foreach (var item in request.AfterTree.ScanAsync(new TreeScan()))
        {
            if (Encoding.UTF8.GetString((await request.Lake.Content.ReadAsync(item.Entry!)).Span) == "bad")
            {
                throw LakeException.Refused($"{item.Path} is bad.");
            }
        }
    }

    private async Task<TestLake> OpenAsync(NamedCheck? check = null)
    {
        var lake = await TestLake.CreateAsync(store, new LakeStoreOptions { Checks = [check ?? noBad] });
        await lake.BranchAsync("dev");
        await ProtectionTests.SetAsync(lake, "branches=main,checked/*; checks=no-bad");
        return lake;
    }
}
