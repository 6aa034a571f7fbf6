using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Staging;
using LakeVersion.Versioning.Tests.Logs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Versioning.Tests.Collection;

public sealed class CollectionTests
{
    private readonly InstantTime time = new();
    private readonly IObjectStore store;

    public CollectionTests() => store = TestStores.Open(time);

    /// <summary>Movements that take a state over which a collection lets go; each is interrupted by the collection at every operation.</summary>
    public static TheoryData<string> Takers => ["birth", "tag", "reset", "restore", "use", "fast-forward"];

    [Theory]
    [MemberData(nameof(Takers))]
    public async Task A_state_that_expires_meanwhile_is_refused_or_taken_before_the_fence(string name)
    {
        await PrepareAsync();
        var struck = 0;
        for (var n = 1; ; n++)
        {
            var inner = await TestLake.CopyAsync(store, time);
            var interrupting = new InterruptingStore(inner, n, () => Collector.RunAsync(inner, 1, -1, ("refs/branches/dev", 4), ("refs/branches/gone", 3)));
            var wasDone = true;
            try
            {
                await TakeAsync(await OpenAsync(interrupting), name);
            }
            catch (LakeException e)
            {
                Assert.Equal((LakeErrorKind.Expired, n), (e.Kind, n));
                wasDone = false;
            }

            if (!interrupting.Interrupted)
            {
                Assert.True(wasDone);
                break;
            }

            struck++;
            Assert.True(await IsTakenBeforeFenceAsync(inner), $"{name}, collected at operation {n}: taken behind the fence");
        }

        Assert.True(struck > 5);
    }

    [Fact]
    public async Task A_collection_seen_from_the_start_refuses_every_expired_source()
    {
        await PrepareAsync();
        await Collector.RunAsync(store, 1, -1, ("refs/branches/dev", 4), ("refs/branches/gone", 3));
        var lake = await OpenAsync(store);
        var source = new LogState("refs/branches/dev", 3);
        var commit = (await lake.Lake.Logs.ReadAsync(source.Log, source.N)).Entry.After!.Value;
        Func<Task>[] takers =
        [
            () => lake.Lake.Births.CreateAsync(RefName.Branch("new"), new BirthState(commit, source), TestLake.Log).AsTask(),
            () => lake.Lake.Moves.ResetAsync(TestLake.Main, new BirthState(commit, source), LogOperation.Reset, TestLake.Log).AsTask(),
            () => lake.Lake.Moves.RestoreAsync(RefName.Branch("gone"), TestLake.Log).AsTask(),
            () => UseAsync(lake, source),
            () => lake.Lake.Revisions.ResolveAsync("dev@{#2}").AsTask(),
            () => lake.Lake.Revisions.ResolveAsync("dev~1").AsTask(),
            () => lake.Lake.Revisions.ResolveAsync(commit.ToString()).AsTask(),
        ];
        foreach (var take in takers)
        {
            var refused = await Assert.ThrowsAsync<LakeException>(take);
            Assert.Equal(LakeErrorKind.Expired, refused.Kind);
            Assert.Contains("expired by gc 1 on 2026-11-02; tag what you want to keep", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_commit_expired_in_its_own_log_resolves_while_a_tag_or_brought_list_holds_it()
    {
        await PrepareAsync();
        var lake = await OpenAsync(store);
        var dev = await lake.Lake.Revisions.ResolveAsync("dev");
        await lake.Lake.Births.CreateAsync(RefName.Tag("v1"), dev.AsBirth, TestLake.Log);
        await lake.Lake.Moves.FastForwardAsync(TestLake.Main, dev.Commit, dev.Source, TestLake.Log);
        await Collector.RunAsync(store, 1, -1, ("refs/branches/dev", 100));

        var fresh = await OpenAsync(store);
        Assert.Equal(dev.Commit.Id, (await fresh.Lake.Revisions.ResolveAsync(dev.Commit.Id.ToString())).Commit.Id);
        var brought = await fresh.Lake.Revisions.ResolveAsync("main~1");
        Assert.Equal(TestLake.Main.Log, brought.Source!.Value.Log);
    }

    [Fact]
    public async Task New_uploads_go_to_the_epoch_behind_the_sweep()
    {
        var lake = await CreateAsync();
        var now = lake.Lake.Identity.EpochOf(time.GetUtcNow());
        await lake.PutAsync("early", "1");
        await Collector.RunAsync(store, 1, now + 4L);
        await (await OpenAsync(store)).PutAsync("late", "2");

        Assert.Equal((now, now + 5), (await EpochAsync("early"), await EpochAsync("late")));
    }

    [Fact]
    public async Task An_upload_that_a_fence_overtook_is_refused()
    {
        var lake = await CreateAsync();
        await using var slow = await lake.BeginAsync();
        await TestLake.PutAsync(slow, "a", "1");
        await Collector.RunAsync(store, 1, lake.Lake.Identity.EpochOf(time.GetUtcNow()));

        var refused = await Assert.ThrowsAsync<LakeException>(() => slow.CommitAsync(TestLake.Commit("slow")).AsTask());
        Assert.Equal(LakeErrorKind.Expired, refused.Kind);
        Assert.Null(await lake.ReadAsync("main", "a"));
    }

    [Fact]
    public async Task A_transaction_that_uploaded_nothing_before_the_fence_uploads_behind_the_sweep()
    {
        var lake = await CreateAsync();
        await lake.PutAsync("a", "1");
        await lake.PutAsync("b", "1");
        await using var slow = await lake.BeginAsync();
        slow.Delete(LakePath.Parse("a"));
        var sweep = lake.Lake.Identity.EpochOf(time.GetUtcNow());
        await Collector.RunAsync(store, 1, sweep);
        time.Advance(TimeSpan.FromMinutes(1));

        var result = await slow.CommitAsync(TestLake.Commit("slow"));
        Assert.Equal(sweep + 1, result.Commit.RootPlace!.Epoch);
    }

    [Fact]
    public async Task A_staged_step_whose_base_or_upload_a_collection_let_go_is_refused()
    {
        var lake = await CreateAsync();
        await lake.PutAsync("a", "1");
        var id = await StagedTransaction.BeginAsync(lake.Lake, TestLake.Main, TestLake.Log);
        await using var step = await StagedTransaction.OpenAsync(lake.Lake, id, new TransactionOptions());
        await TestLake.PutAsync(step.Transaction, "b", "1");
        await Collector.RunAsync(store, 1, lake.Lake.Identity.EpochOf(time.GetUtcNow()));

        var refused = await Assert.ThrowsAsync<LakeException>(() => step.SaveAsync("put b", TestLake.Log).AsTask());
        Assert.Equal(LakeErrorKind.Expired, refused.Kind);
    }

    [Fact]
    public async Task Fences_hide_neither_settings_nor_staged_transactions_nor_how_a_name_ended()
    {
        var lake = await CreateAsync();
        await lake.Lake.Settings.SetAsync("protected", "main", TestLake.Log);
        await lake.BranchAsync("old");
        await lake.BranchAsync("dead");
        await lake.Lake.Moves.DeleteAsync(RefName.Branch("dead"), TestLake.Log);
        await lake.Lake.Moves.RenameAsync(RefName.Branch("old"), RefName.Branch("new"), TestLake.Log);
        var id = await StagedTransaction.BeginAsync(lake.Lake, TestLake.Main, TestLake.Log);
        for (var k = 1; k <= 3; k++)
        {
            await Collector.RunAsync(store, k, -1);
        }

        var fresh = await OpenAsync(store);
        Assert.Equal("main", (await fresh.Lake.Settings.CurrentAsync()).Value.Values["protected"]);
        await fresh.Lake.Settings.SetAsync("colour", "red", TestLake.Log);
        Assert.Equal(2, (await fresh.Lake.Settings.CurrentAsync()).Value.Values.Count);
        await using var step = await StagedTransaction.OpenAsync(fresh.Lake, id, new TransactionOptions());
        await TestLake.PutAsync(step.Transaction, "a", "1");
        await step.SaveAsync("put a", TestLake.Log);
        await step.CommitAsync(TestLake.Commit("staged"));
        Assert.Equal("1", await fresh.ReadAsync("main", "a"));
        await fresh.Lake.Moves.RestoreAsync(RefName.Branch("dead"), TestLake.Log);
        var renamed = await Assert.ThrowsAsync<LakeException>(() => fresh.BeginAsync("old"));
        Assert.Contains("was renamed to 'new'", renamed.Message, StringComparison.Ordinal);
        Assert.Equal("", await fresh.FaultsAsync());
    }

    private static async Task TakeAsync(TestLake lake, string name)
    {
        var source = new LogState("refs/branches/dev", 3);
        var commit = (await lake.Lake.Logs.ReadAsync(source.Log, source.N)).Entry.After!.Value;
        var birth = new BirthState(commit, source);
        switch (name)
        {
            case "birth":
                await lake.Lake.Births.CreateAsync(RefName.Branch("new"), birth, TestLake.Log);
                break;
            case "tag":
                await lake.Lake.Births.CreateAsync(RefName.Tag("v1"), birth, TestLake.Log);
                break;
            case "reset":
                await lake.Lake.Moves.ResetAsync(TestLake.Main, birth, LogOperation.Reset, TestLake.Log);
                break;
            case "restore":
                await lake.Lake.Moves.RestoreAsync(RefName.Branch("gone"), TestLake.Log);
                break;
            case "fast-forward":
                await lake.Lake.Moves.FastForwardAsync(TestLake.Main, await lake.Lake.Commits.ReadAsync(commit), source, TestLake.Log);
                break;
            default:
                await UseAsync(lake, source);
                break;
        }
    }

    private static async Task UseAsync(TestLake lake, LogState source)
    {
        var commit = (await lake.Lake.Logs.ReadAsync(source.Log, source.N)).Entry.After!.Value;
        var tree = lake.Lake.TreeOf(await lake.Lake.Commits.ReadAsync(commit));
        await using var transaction = await lake.BeginAsync();
        transaction.Use(source);
        transaction.Put(LakePath.Parse("copied"), (await tree.GetAsync(LakePath.Parse("base")))!);
        await transaction.CommitAsync(TestLake.Commit("copy"));
    }

    // Wherever something was taken, the collection's fence stands behind it in that log, so that its mark sees what was taken.
    private static async Task<bool> IsTakenBeforeFenceAsync(IObjectStore store)
    {
        var lake = await TestLake.OpenAsync(store);
        var isFenced = true;
        foreach (var kind in Enum.GetValues<RefKind>())
        {
            await foreach (var name in lake.Lake.Logs.NamesAsync(kind))
            {
                var fence = 0L;
                await foreach (var stored in lake.Lake.Logs.NewestFirstAsync(name.Log))
                {
                    var entry = stored.Entry;
                    fence = entry.Op == LogOperation.Fence ? entry.N : fence;
                    isFenced &= fence > 0 || entry is not { Source: not null } and not { Message: "copy" };
                }
            }
        }

        Assert.Equal("", await lake.FaultsAsync());
        return isFenced;
    }

    private async Task PrepareAsync()
    {
        var lake = await CreateAsync();
        await Work.PrepareAsync(lake);
    }

    private async Task<uint> EpochAsync(string path)
    {
        var lake = await OpenAsync(store);
        var head = await lake.Lake.Revisions.ResolveAsync("main");
        return (await lake.Lake.TreeOf(head.Commit).GetAsync(LakePath.Parse(path)))!.Place!.Epoch;
    }

    // Seeded, since where a tree is split follows from the lake's salt.
    private Task<TestLake> CreateAsync() => TestLake.CreateAsync(store, new LakeStoreOptions { Time = time, Entropy = new SeededEntropy(1) });

    private Task<TestLake> OpenAsync(IObjectStore of) => TestLake.OpenAsync(of, new LakeStoreOptions { Time = time });
}
