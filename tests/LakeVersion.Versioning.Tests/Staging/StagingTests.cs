using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Staging;
using LakeVersion.Versioning.Tests.Collection;
using LakeVersion.Versioning.Tests.Erasing;
using LakeVersion.Versioning.Tests.Logs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Versioning.Tests.Staging;

public sealed class StagingTests
{
    private readonly IObjectStore store = TestStores.Open();

    [Fact]
    public async Task Steps_of_several_commands_become_one_commit()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.PutAsync("gone", "1");
        var id = await StagedTransaction.BeginAsync(lake.Lake, TestLake.Main, TestLake.Log);
        await StepAsync(id, transaction => TestLake.PutAsync(transaction, "a", "1"));
        await StepAsync(id, transaction =>
        {
            transaction.Delete(LakePath.Parse("gone"));
            return Task.CompletedTask;
        });
        await lake.PutAsync("beside", "1");
        await using (var staged = await OpenAsync(id))
        {
            var result = await staged.CommitAsync(TestLake.Commit("both"));
            Assert.Equal((CommitStatus.Committed, 2), (result.Status, result.Commit.Record.Changed.Paths));
        }

        Assert.Equal(("1", null, "1"), (await lake.ReadAsync("main", "a"), await lake.ReadAsync("main", "gone"), await lake.ReadAsync("main", "beside")));
        var ended = await Assert.ThrowsAsync<LakeException>(() => OpenAsync(id));
        Assert.Equal(LakeErrorKind.NotFound, ended.Kind);
        Assert.Contains("Committed as", ended.Message, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("store", "none")] // The clock of the collections is not a server's.
    [InlineData(true)]
    [InlineData(false)]
    public async Task Steps_of_a_transaction_that_ended_are_not_missed_once_they_were_collected(bool isAborted)
    {
        var time = new InstantTime();
        var store = await ShortEpochs.CreateAsync(time);
        var lake = await ShortEpochs.OpenAsync(store, time);
        await lake.PutAsync("a", "1");
        var id = await StagedTransaction.BeginAsync(lake.Lake, TestLake.Main, TestLake.Log);
        await using (var staged = await StagedTransaction.OpenAsync(lake.Lake, id, new TransactionOptions()))
        {
            await TestLake.PutAsync(staged.Transaction, "b", "2");
            await staged.SaveAsync("b", TestLake.Log);
        }

        await using (var staged = await StagedTransaction.OpenAsync(lake.Lake, id, new TransactionOptions()))
        {
            await (isAborted ? staged.AbortAsync(TestLake.Log).AsTask() : staged.CommitAsync(TestLake.Commit("both")).AsTask());
        }

        await lake.PutAsync("b", "3");
        await ShortEpochs.RuleAsync(lake, 1);
        Assert.True(await ShortEpochs.CollectAsync(lake, time) > 0);
        Assert.Empty((await ErasingLake.CheckAsync(store)).Findings);

        await lake.Lake.Eraser.EraseAsync([ErasingLake.Digest], ErasingLake.Reason, ErasingLake.Options);
        await lake.PutAsync("secret", ErasingLake.Secret);
        await lake.Lake.Eraser.EraseAsync([ErasingLake.Digest], ErasingLake.Reason, ErasingLake.Options);
        time.Advance(TimeSpan.FromSeconds(5));
        var finish = await lake.Lake.Eraser.FinishAsync(ErasingLake.Options);
        Assert.Equal((1, 0), (finish.Done.Count, finish.Unread.Count));
    }

    [Fact]
    public async Task Of_two_commands_that_race_a_step_one_is_told_and_nothing_of_the_other_is_lost()
    {
        var lake = await TestLake.CreateAsync(store);
        var id = await StagedTransaction.BeginAsync(lake.Lake, TestLake.Main, TestLake.Log);
        await using var one = await OpenAsync(id);
        await using var two = await OpenAsync(id);
        await TestLake.PutAsync(one.Transaction, "one", "1");
        await TestLake.PutAsync(two.Transaction, "two", "2");
        await one.SaveAsync("one", TestLake.Log);
        var late = await Assert.ThrowsAsync<LakeException>(() => two.SaveAsync("two", TestLake.Log).AsTask());
        Assert.Equal(LakeErrorKind.Conflict, late.Kind);
        await StepAsync(id, transaction => TestLake.PutAsync(transaction, "two", "2"));
        await using var last = await OpenAsync(id);
        await last.CommitAsync(TestLake.Commit("both"));
        Assert.Equal(("1", "2"), (await lake.ReadAsync("main", "one"), await lake.ReadAsync("main", "two")));
    }

    [Theory]
    [InlineData(FaultKind.ThrowBefore)]
    [InlineData(FaultKind.ThrowAfter)]
    [InlineData(FaultKind.LandsLater)]
    public async Task A_sealed_commit_that_was_cut_off_is_made_exactly_once(FaultKind kind)
    {
        for (var landing = 0; landing <= 2; landing++)
        {
            foreach (var moved in (bool[])[false, true])
            {
                var inner = TestStores.Open();
                var id = await StagedAsync(inner);
                var cut = await CutOffAsync(inner, id, kind);
                await using (var late = await OpenAsync(id, inner))
                {
                    await TestLake.PutAsync(late.Transaction, "late", "1");
                    var refused = await Assert.ThrowsAsync<LakeException>(() => late.SaveAsync("late", TestLake.Log).AsTask());
                    Assert.Equal(LakeErrorKind.Conflict, refused.Kind);
                }

                var lake = await TestLake.OpenAsync(inner);
                await LandAsync(cut, landing == 0);
                if (moved)
                {
                    await lake.PutAsync("beside", "1");
                }

                // The second run loses its own answer as well; whatever it is told, the third finds one commit.
                var second = await CutOffAsync(inner, id, FaultKind.ThrowBefore);
                await LandAsync(cut, landing == 1);
                await LandAsync(second, true);
                await using (var staged = await TryOpenAsync(id, inner))
                {
                    if (staged is not null)
                    {
                        await staged.CommitAsync(TestLake.Commit("staged"));
                    }
                }

                await LandAsync(cut, landing == 2);
                Assert.Equal(1, await CountAsync(inner, id));
                Assert.Equal("1", await (await TestLake.OpenAsync(inner)).ReadAsync("main", "s"));
                Assert.Equal("", await lake.FaultsAsync());
            }
        }
    }

    [Fact]
    public async Task Two_runs_that_sealed_one_number_publish_once_whichever_lands()
    {
        // Both are cut off between seal and entry; the first one's entry lands, the log's newest seal is the second's.
        var inner = TestStores.Open();
        var id = await StagedAsync(inner);
        var first = await CutOffAsync(inner, id, FaultKind.LandsLater);
        await CutOffAsync(inner, id, FaultKind.ThrowBefore);
        Assert.Equal(1, await first.LandAsync());

        await using var third = await OpenAsync(id, inner);
        var aborted = await Assert.ThrowsAsync<LakeException>(() => third.AbortAsync(TestLake.Log).AsTask());
        Assert.Equal(LakeErrorKind.Refused, aborted.Kind);
        var result = await third.CommitAsync(TestLake.Commit("staged"));
        Assert.Equal(CommitStatus.Replayed, result.Status);
        Assert.Equal(1, await CountAsync(inner, id));
    }

    [Fact]
    public async Task A_commit_that_a_group_of_an_earlier_run_published_is_found_among_the_winners()
    {
        var inner = TestStores.Open();
        var id = await StagedAsync(inner);
        var lake = await TestLake.OpenAsync(inner);
        await using var staged = await OpenAsync(id, inner);

        // The earlier run was part of a group: its entry has another transaction id, and lands after this run looked.
        var head = await lake.HeadAsync();
        var made = await CommitOfAnotherRunAsync(inner, id);
        Assert.Equal(head.Entry.N + 1, made.Entry.N);
        var result = await staged.Transaction.CommitAsync(TestLake.Commit("staged"));
        Assert.Equal((CommitStatus.Committed, made.Entry.After), (result.Status, result.Commit.Id));
        Assert.Equal(1, await CountAsync(inner, id));
    }

    [Fact]
    public async Task Abort_and_commit_race_for_one_number_and_one_wins()
    {
        for (var round = 0; round < 20; round++)
        {
            var inner = TestStores.Open();
            var id = await StagedAsync(inner);
            await using var one = await OpenAsync(id, inner);
            await using var two = await OpenAsync(id, await Task.FromResult(inner));
            var won = await Task.WhenAll(
                WonAsync(() => one.CommitAsync(TestLake.Commit("staged")).AsTask()),
                WonAsync(() => two.AbortAsync(TestLake.Log).AsTask()));
            Assert.Equal(won[0] ? 1 : 0, await CountAsync(inner, id));
            Assert.True(won[0] != won[1], $"committed {won[0]}, aborted {won[1]}");
        }
    }

    [Fact]
    public async Task An_aborted_transaction_takes_no_step_and_leaves_nothing()
    {
        var id = await StagedAsync(store);
        await using var open = await OpenAsync(id);
        await using (var aborting = await OpenAsync(id))
        {
            await aborting.AbortAsync(TestLake.Log);
        }

        await TestLake.PutAsync(open.Transaction, "late", "1");
        await Assert.ThrowsAsync<LakeException>(() => open.SaveAsync("late", TestLake.Log).AsTask());
        await Assert.ThrowsAsync<LakeException>(() => open.CommitAsync(TestLake.Commit("late")).AsTask());
        Assert.Equal(0, await CountAsync(store, id));
    }

    [Fact]
    public async Task A_commit_whose_log_cannot_be_closed_is_no_failure()
    {
        var id = await StagedAsync(store);
        var clean = new FaultStore(await TestLake.CopyAsync(store));
        await using (var staged = await OpenAsync(id, clean))
        {
            await staged.CommitAsync(TestLake.Commit("staged"));
        }

        var closing = clean.Calls.ToList().FindLastIndex(call => call.StartsWith("list refs/staging", StringComparison.Ordinal)) + 1;
        var faulty = new FaultStore(store) { Plan = new FaultPlan(closing, FaultKind.ThrowBefore) };
        await using var unlucky = await OpenAsync(id, faulty);
        Assert.Equal(CommitStatus.Committed, (await unlucky.CommitAsync(TestLake.Commit("staged"))).Status);
        Assert.True(faulty.Struck);
        await using var again = await OpenAsync(id);
        Assert.Equal(CommitStatus.Replayed, (await again.CommitAsync(TestLake.Commit("staged"))).Status);
        Assert.Equal(1, await CountAsync(store, id));
    }

    private static async Task<Id128> StagedAsync(IObjectStore inner)
    {
        var lake = await TestLake.CreateAsync(inner);
        var id = await StagedTransaction.BeginAsync(lake.Lake, TestLake.Main, TestLake.Log);
        await using var staged = await OpenAsync(id, inner);
        await TestLake.PutAsync(staged.Transaction, "s", "1");
        await staged.SaveAsync("put s", TestLake.Log);
        return id;
    }

    // A run that dies at the creation of its branch entry.
    private static async Task<FaultStore> CutOffAsync(IObjectStore inner, Id128 id, FaultKind kind)
    {
        var clean = new FaultStore(await TestLake.CopyAsync(inner));
        await using (var staged = await TryOpenAsync(id, clean))
        {
            if (staged is null)
            {
                return clean;
            }

            await staged.CommitAsync(TestLake.Commit("staged"));
        }

        var entry = clean.Calls.ToList().FindLastIndex(call => call.StartsWith("create refs/branches/main", StringComparison.Ordinal)) + 1;
        var store = new FaultStore(inner) { Plan = new FaultPlan(entry, kind) { Dies = true } };
        try
        {
            await using var staged = await OpenAsync(id, store);
            await staged.CommitAsync(TestLake.Commit("staged"));
        }
        catch (CrashedException)
        {
            // As planned.
        }

        return store;
    }

    private static async Task LandAsync(FaultStore store, bool now)
    {
        if (now)
        {
            await store.LandAsync();
        }
    }

    private static async Task<StoredEntry> CommitOfAnotherRunAsync(IObjectStore inner, Id128 id)
    {
        var lake = await TestLake.OpenAsync(inner);
        await using var staged = await OpenAsync(id, inner);
        var result = await staged.Transaction.CommitAsync(TestLake.Commit("staged"));
        var entry = (await lake.HeadAsync()).Entry;
        Assert.Equal(result.Commit.Id, entry.After);
        var grouped = entry with { Tx = Id128.Create(lake.Lake.Entropy) };
        await inner.PutAsync(entry.StoreKey, grouped.ToBytes());
        return new StoredEntry(grouped, entry.Previous!.Value);
    }

    private static async Task<bool> WonAsync(Func<Task> act)
    {
        try
        {
            await Task.Run(act);
            return true;
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Conflict or LakeErrorKind.Refused)
        {
            return false;
        }
    }

    private static async Task<int> CountAsync(IObjectStore inner, Id128 id)
    {
        var lake = await TestLake.OpenAsync(inner);
        var count = 0;
        await foreach (var stored in lake.Lake.Logs.NewestFirstAsync(TestLake.Main.Log))
        {
            count += stored.Entry.Members?.Count(member => member.Tx == id) ?? 0;
        }

        return count;
    }

    private static async Task<StagedTransaction> OpenAsync(Id128 id, IObjectStore inner) =>
        await StagedTransaction.OpenAsync((await TestLake.OpenAsync(inner, new LakeStoreOptions { Time = new InstantTime() })).Lake, id, new TransactionOptions());

    private static async Task<StagedTransaction?> TryOpenAsync(Id128 id, IObjectStore inner)
    {
        try
        {
            return await OpenAsync(id, inner);
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.NotFound)
        {
            return null;
        }
    }

    private Task<StagedTransaction> OpenAsync(Id128 id) => OpenAsync(id, store);

    private async Task StepAsync(Id128 id, Func<Transaction, Task> change)
    {
        await using var staged = await OpenAsync(id);
        await change(staged.Transaction);
        await staged.SaveAsync("a step", TestLake.Log);
    }
}
