using LakeVersion.Storage;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Staging;
using LakeVersion.Versioning.Tests.Collection;
using LakeVersion.Versioning.Tests.Logs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Versioning.Tests.Erasing;

/// <summary>Staged transactions that are open while content is erased.</summary>
[Trait("store", "none")]
public sealed class StagedErasureTests
{
    private readonly InstantTime time = new();

    [Fact]
    public async Task Staged_content_that_was_erased_is_not_published_and_the_transaction_can_only_be_aborted()
    {
        var (store, lake) = await FillAsync();
        var id = await BeginAsync(lake, transaction => TestLake.PutAsync(transaction, "staged/file", ErasingLake.Secret));
        await EraseAsync(lake);
        await ErasingLake.AssertGoneAsync(store);
        var before = (await lake.HeadAsync()).Entry;
        for (var run = 0; run < 2; run++)
        {
            var refused = await Assert.ThrowsAsync<LakeException>(() => CommitAsync(lake, id));
            Assert.Equal(LakeErrorKind.Expired, refused.Kind);
            Assert.Contains($"Transaction {id} holds content that was erased (erasure 1 by dpo on 2026-11-01: 'request 17') at 'staged/file'.", refused.Message, StringComparison.Ordinal);
            Assert.Contains($"lv abort {id}", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before.N, (await lake.HeadAsync()).Entry.N);
        await using (var staged = await OpenAsync(lake, id))
        {
            await staged.AbortAsync(TestLake.Log); // It was never sealed.
        }

        Assert.Equal("", await lake.FaultsAsync());
        Assert.Empty((await ErasingLake.CheckAsync(store)).Findings);
    }

    [Fact]
    public async Task What_the_base_holds_may_be_moved_although_it_was_erased_meanwhile()
    {
        var (_, lake) = await FillAsync();
        var id = await BeginAsync(lake, async transaction =>
        {
            transaction.Put(LakePath.Parse("moved"), (await transaction.GetAsync(LakePath.Parse("copy/of")))!);
            transaction.Delete(LakePath.Parse("copy/of"));
            await TestLake.PutAsync(transaction, "beside", "harmless too");
        });
        await EraseAsync(lake);
        Assert.Equal(CommitStatus.Committed, (await CommitAsync(lake, id)).Status);
        Assert.Equal("harmless too", await lake.ReadAsync("main", "beside"));
        await ErasingLake.ReadErasedAsync(lake, "main", "moved");
    }

    [Fact]
    public async Task What_was_erased_before_the_transaction_began_may_be_taken_over_and_stored_anew()
    {
        var (_, lake) = await FillAsync();
        await EraseAsync(lake);
        time.Advance(TimeSpan.FromSeconds(1));
        var id = await BeginAsync(lake, async transaction =>
        {
            transaction.Put(LakePath.Parse("copied"), (await transaction.GetAsync(LakePath.Parse("copy/of")))!);
            await TestLake.PutAsync(transaction, "anew", ErasingLake.Secret);
        });
        await CommitAsync(lake, id);
        Assert.Equal(ErasingLake.Secret, await lake.ReadAsync("main", "anew"));
        await ErasingLake.ReadErasedAsync(lake, "main", "copied");
    }

    private static async Task<Id128> BeginAsync(TestLake lake, Func<Transaction, Task> step)
    {
        var id = await StagedTransaction.BeginAsync(lake.Lake, TestLake.Main, TestLake.Log);
        await using var staged = await OpenAsync(lake, id);
        await step(staged.Transaction);
        await staged.SaveAsync("step", TestLake.Log);
        return id;
    }

    private static async Task<CommitResult> CommitAsync(TestLake lake, Id128 id)
    {
        await using var staged = await OpenAsync(lake, id);
        return await staged.CommitAsync(TestLake.Commit("staged"));
    }

    private static Task<StagedTransaction> OpenAsync(TestLake lake, Id128 id) =>
        StagedTransaction.OpenAsync(lake.Lake, id, new TransactionOptions()).AsTask();

    private static async Task EraseAsync(TestLake lake) => await lake.Lake.Eraser.EraseAsync([ErasingLake.Digest], ErasingLake.Reason, ErasingLake.Options);

    private async Task<(IObjectStore Store, TestLake Lake)> FillAsync()
    {
        var store = await ErasingLake.FillAsync(time);
        return (store, await ShortEpochs.OpenAsync(store, time));
    }
}
