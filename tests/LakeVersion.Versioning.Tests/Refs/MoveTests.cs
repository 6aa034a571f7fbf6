using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Tests.Logs;

namespace LakeVersion.Versioning.Tests.Refs;

public sealed class MoveTests
{
    private readonly IObjectStore store = TestStores.Open();

    private static RefName Old { get; } = RefName.Branch("old");

    private static RefName New { get; } = RefName.Branch("new");

    [Fact]
    public async Task A_renaming_that_cannot_work_reserves_nothing()
    {
        var lake = await TestLake.CreateAsync(store);
        var missing = await Assert.ThrowsAsync<LakeException>(() => lake.Lake.Moves.RenameAsync(Old, New, TestLake.Log).AsTask());
        Assert.Equal(LakeErrorKind.NotFound, missing.Kind);
        Assert.Null(await lake.Lake.Logs.HeadAsync(New.Log));

        await lake.BranchAsync("old");
        await lake.Lake.Births.CreateAsync(RefName.Tag("new"), (await lake.Lake.Revisions.ResolveAsync("main")).AsBirth, TestLake.Log);
        var taken = await Assert.ThrowsAsync<LakeException>(() => lake.Lake.Moves.RenameAsync(Old, New, TestLake.Log).AsTask());
        Assert.Equal(LakeErrorKind.Conflict, taken.Kind);
        var mixed = await Assert.ThrowsAsync<LakeException>(() => lake.Lake.Moves.RenameAsync(Old, RefName.Tag("other"), TestLake.Log).AsTask());
        Assert.Equal(LakeErrorKind.Invalid, mixed.Kind);
    }

    [Fact]
    public async Task A_reservation_for_a_renaming_that_can_no_longer_happen_keeps_the_name_from_nobody()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.BranchAsync("old");
        var stamp = new LogStamp(Id128.Create(lake.Lake.Entropy), "ada", TimeSpan.FromMinutes(1));
        await lake.Lake.Births.ReserveAsync(New, Old, stamp, default);
        var held = await Assert.ThrowsAsync<LakeException>(() => lake.BranchAsync("new"));
        Assert.Contains("rename old new", held.Message, StringComparison.Ordinal);

        await lake.Lake.Moves.DeleteAsync(Old, TestLake.Log);
        await lake.BranchAsync("new");
        Assert.True((await lake.HeadAsync("new")).Entry.IsLive);
    }

    [Fact]
    public async Task A_renaming_whose_new_name_was_taken_says_so_and_leaves_the_taker_alone()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.BranchAsync("old");
        await lake.PutAsync("a", "1", "old");
        var taken = await lake.BranchAsync("new");
        var refused = await Assert.ThrowsAsync<LakeException>(() => lake.Lake.Moves.RenameAsync(Old, New, TestLake.Log).AsTask());
        Assert.Equal(LakeErrorKind.Conflict, refused.Kind);
        Assert.Equal(taken.Hash, (await lake.HeadAsync("new")).Hash);
        Assert.True((await lake.HeadAsync("old")).Entry.IsLive);
    }

    [Fact]
    public async Task Renaming_again_answers_with_what_the_first_came_to_also_after_commits()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.BranchAsync("old");
        var first = await lake.Lake.Moves.RenameAsync(Old, New, TestLake.Log);
        await lake.PutAsync("a", "1", "new");
        var again = await lake.Lake.Moves.RenameAsync(Old, New, TestLake.Log);
        Assert.Equal(first.Hash, again.Hash);
        var restored = await Assert.ThrowsAsync<LakeException>(() => lake.Lake.Moves.RestoreAsync(Old, TestLake.Log).AsTask());
        Assert.Equal(LakeErrorKind.Refused, restored.Kind);
        Assert.Contains("'new'", restored.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_was_renamed_made_again_and_deleted_is_restored_where_it_stood()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.BranchAsync("old");
        await lake.Lake.Moves.RenameAsync(Old, New, TestLake.Log);
        await lake.BranchAsync("old");
        var put = await lake.PutAsync("a", "1", "old");
        await lake.Lake.Moves.DeleteAsync(Old, TestLake.Log);
        await lake.Lake.Moves.RestoreAsync(Old, TestLake.Log);
        Assert.Equal(put.Commit.Id, (await lake.HeadAsync("old")).Entry.After);
    }

    [Fact]
    public async Task Every_movement_heeds_the_condition_on_the_head()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.BranchAsync("old");
        await lake.PutAsync("a", "1", "old");
        var options = TestLake.Log with { IfHead = lake.Lake.RootCommit.Id };
        var dev = await lake.Lake.Revisions.ResolveAsync("old");
        Func<Task>[] moves =
        [
            () => lake.Lake.Moves.DeleteAsync(Old, options).AsTask(),
            () => lake.ResetAsync("old", "old~1", options),
            () => lake.Lake.Moves.FastForwardAsync(Old, dev.Commit, dev.Source, options).AsTask(),
            () => lake.Lake.Moves.RenameAsync(Old, New, options).AsTask(),
        ];
        foreach (var move in moves)
        {
            Assert.Equal(LakeErrorKind.Conflict, (await Assert.ThrowsAsync<LakeException>(move)).Kind);
        }

        Assert.Equal(dev.Commit.Id, (await lake.HeadAsync("old")).Entry.After);
    }

    [Fact]
    public async Task Protected_and_default_branches_are_neither_deleted_renamed_nor_moved_back()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.BranchAsync("release/1");
        await lake.PutAsync("a", "1", "release/1");
        await lake.Lake.Settings.SetAsync(Protection.Setting, "x, release/*", TestLake.Log);
        var name = RefName.Branch("release/1");
        Func<Task>[] moves =
        [
            () => lake.Lake.Moves.DeleteAsync(name, TestLake.Log).AsTask(),
            () => lake.ResetAsync("release/1", "release/1~1"),
            () => lake.Lake.Moves.RenameAsync(name, New, TestLake.Log).AsTask(),
            () => lake.Lake.Moves.DeleteAsync(TestLake.Main, TestLake.Log).AsTask(),
            () => lake.Lake.Moves.RenameAsync(TestLake.Main, New, TestLake.Log).AsTask(),
        ];
        foreach (var move in moves)
        {
            Assert.Equal(LakeErrorKind.Refused, (await Assert.ThrowsAsync<LakeException>(move)).Kind);
        }
    }

    [Fact]
    public async Task Only_branches_move()
    {
        var lake = await TestLake.CreateAsync(store);
        var tag = RefName.Tag("v1");
        var root = new BirthState(lake.Lake.RootCommit.Id, null);
        await lake.Lake.Births.CreateAsync(tag, root, TestLake.Log);
        Func<Task>[] moves =
        [
            () => lake.Lake.Moves.ResetAsync(tag, root, LogOperation.Reset, TestLake.Log).AsTask(),
            () => lake.Lake.Moves.ResetAsync(TestLake.Main, root, LogOperation.Delete, TestLake.Log).AsTask(),
            () => lake.Lake.Moves.FastForwardAsync(tag, lake.Lake.RootCommit, null, TestLake.Log).AsTask(),
            () => lake.Lake.BeginAsync(tag, new Versioning.Transactions.TransactionOptions()).AsTask(),
        ];
        foreach (var move in moves)
        {
            Assert.Equal(LakeErrorKind.Invalid, (await Assert.ThrowsAsync<LakeException>(move)).Kind);
        }
    }

    [Fact]
    public async Task A_fast_forward_brings_its_commits_and_refuses_parted_histories()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.BranchAsync("old");
        for (var i = 0; i < 300; i++)
        {
            await lake.PutAsync("a", $"{i}", "old");
        }

        var near = await lake.Lake.Revisions.ResolveAsync("old~295");
        var first = await lake.Lake.Moves.FastForwardAsync(TestLake.Main, near.Commit, near.Source, TestLake.Log);
        Assert.Equal((5, near.Commit.Id), (first!.Entry.Brings!.Count, first.Entry.Brings[0]));
        var far = await lake.Lake.Revisions.ResolveAsync("old");
        var second = await lake.Lake.Moves.FastForwardAsync(TestLake.Main, far.Commit, far.Source, TestLake.Log);
        Assert.Equal(far.Commit.Id, Assert.Single(second!.Entry.Brings!));
        Assert.Null(await lake.Lake.Moves.FastForwardAsync(TestLake.Main, near.Commit, near.Source, TestLake.Log));

        await lake.PutAsync("b", "1");
        await lake.PutAsync("b", "2", "old");
        var parted = await lake.Lake.Revisions.ResolveAsync("old");
        var refused = await Assert.ThrowsAsync<LakeException>(() => lake.Lake.Moves.FastForwardAsync(TestLake.Main, parted.Commit, parted.Source, TestLake.Log).AsTask());
        Assert.Equal(LakeErrorKind.Refused, refused.Kind);
    }

    [Fact]
    public async Task An_unknown_outcome_is_settled_with_an_abort_after_which_it_can_never_land()
    {
        await TestLake.CreateAsync(store);
        var faulty = new Testing.FaultStore(store) { Plan = new Testing.FaultPlan(await EntryCreationAsync(), Testing.FaultKind.LandsLater) };
        var lake = await TestLake.OpenAsync(faulty, new LakeStoreOptions { Time = new InstantTime() });
        var unknown = await Assert.ThrowsAsync<UnknownOutcomeException>(
            () => lake.PutAsync("a", "1", options: TestLake.Commit("a") with { Patience = TimeSpan.Zero }));

        var other = await TestLake.OpenAsync(store);
        var settled = await other.Lake.Moves.SettleAsync(TestLake.Main, unknown.N, TestLake.Log);
        Assert.Equal(LogOperation.Abort, settled.Entry.Op);
        Assert.NotEqual(unknown.Tx, settled.Entry.Tx);
        Assert.Equal(0, await faulty.LandAsync());
        Assert.Null(await other.ReadAsync("main", "a"));
        Assert.Equal(settled.Hash, (await other.Lake.Moves.SettleAsync(TestLake.Main, unknown.N, TestLake.Log)).Hash);
        var early = await Assert.ThrowsAsync<LakeException>(() => other.Lake.Moves.SettleAsync(TestLake.Main, 99, TestLake.Log).AsTask());
        Assert.Equal(LakeErrorKind.NotFound, early.Kind);
        Assert.Equal("", await other.FaultsAsync());
    }

    private async Task<int> EntryCreationAsync()
    {
        var clean = new Testing.FaultStore(await TestLake.CopyAsync(store));
        await (await TestLake.OpenAsync(clean)).PutAsync("a", "1");
        return clean.Calls.ToList().FindIndex(call => call.StartsWith("create refs/branches/main", StringComparison.Ordinal)) + 1;
    }
}
