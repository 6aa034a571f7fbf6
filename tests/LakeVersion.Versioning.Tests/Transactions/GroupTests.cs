using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Staging;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Versioning.Tests.Transactions;

/// <summary>Commits that wait together: the first is held back at its branch entry until the others are queued behind it.</summary>
public sealed class GroupTests
{
    private readonly IObjectStore store = TestStores.Open();
    private readonly CountingStore counting;

    public GroupTests() => counting = new CountingStore(store);

    [Fact]
    public async Task One_member_that_conflicts_does_not_fail_the_others()
    {
        var lake = await GatedAsync();
        var late = await lake.BeginAsync();
        await TestLake.PutAsync(late, "first", "another");
        var commits = await QueueAsync(lake, TestLake.Commit("a"), TestLake.Commit("b"));
        var losing = late.CommitAsync(TestLake.Commit("late")).AsTask();
        var landing = QueueOneAsync(lake, "c", TestLake.Commit("c"));
        lake.Gate.Open();

        await Assert.ThrowsAsync<ConflictException>(() => losing);
        await Task.WhenAll(commits);
        await landing;
        Assert.Equal(4, (await lake.Lake.Lake.Revisions.ResolveAsync("main")).Commit.Record.Depth);
        Assert.Equal(3, (await lake.Lake.HeadAsync()).Entry.Members!.Count);
        Assert.Equal("", await lake.Lake.FaultsAsync());
    }

    [Fact]
    public async Task The_same_key_twice_at_once_makes_one_commit()
    {
        var lake = await GatedAsync();
        var options = TestLake.Commit("load") with { IdempotencyKey = "k" };
        var commits = await QueueAsync(lake, options, options);
        lake.Gate.Open();

        var results = await Task.WhenAll(commits);
        Assert.Equal(results[1].Commit.Id, results[2].Commit.Id);
        Assert.Equal((CommitStatus.Committed, CommitStatus.Replayed), (results[1].Status, results[2].Status));
    }

    [Fact]
    public async Task A_condition_on_the_head_is_judged_by_the_branch_not_by_commits_that_wait()
    {
        var lake = await GatedAsync();
        var head = (await lake.Lake.HeadAsync()).Entry.After;
        var commits = await QueueAsync(lake, TestLake.Commit("b"), TestLake.Commit("c") with { IfHead = head });
        lake.Gate.FailFrom(2);
        lake.Gate.Open();

        // The commit ahead of it is never published, so nothing may be said about it.
        await Assert.ThrowsAsync<UnknownOutcomeException>(() => commits[1]);
        var refused = await Assert.ThrowsAsync<LakeException>(() => commits[2]);
        Assert.Equal(LakeErrorKind.Conflict, refused.Kind);
        Assert.Contains((await commits[0]).Commit.Id.Abbreviated, refused.Message, StringComparison.Ordinal);
        var other = await TestLake.OpenAsync(store);
        var agreeing = await other.PutAsync("d", "1", options: TestLake.Commit("d") with { IfHead = (await commits[0]).Commit.Id });
        Assert.Equal(CommitStatus.Committed, agreeing.Status);
    }

    [Fact]
    public async Task A_cancelled_member_leaves_and_the_others_land()
    {
        var lake = await GatedAsync();
        using var cancellation = new CancellationTokenSource();
        var commits = await QueueAsync(lake, TestLake.Commit("b"));
        var cancelled = QueueOneAsync(lake, "x", TestLake.Commit("x"), cancellation.Token);
        await cancellation.CancelAsync();
        lake.Gate.Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await Task.WhenAll(commits);
        Assert.Null(await lake.Lake.ReadAsync("main", "x"));
        Assert.Equal(2, (await lake.Lake.Lake.Revisions.ResolveAsync("main")).Commit.Record.Depth);
    }

    [Fact]
    public async Task A_cancellation_while_the_entry_is_on_its_way_does_not_hide_that_it_landed()
    {
        var lake = await GatedAsync();
        using var cancellation = new CancellationTokenSource();
        await using var transaction = await lake.Lake.BeginAsync();
        await TestLake.PutAsync(transaction, "a", "1");
        var commit = transaction.CommitAsync(TestLake.Commit("a"), cancellation.Token).AsTask();
        await lake.Gate.Reached;
        await cancellation.CancelAsync();
        lake.Gate.Open();

        Assert.Equal(CommitStatus.Committed, (await commit).Status);
        Assert.Equal("1", await lake.Lake.ReadAsync("main", "a"));
    }

    [Fact]
    public async Task A_cancellation_while_the_outcome_is_unclear_is_told_as_unknown()
    {
        var lake = await GatedAsync(TimeProvider.System);
        using var cancellation = new CancellationTokenSource();
        lake.Gate.FailFrom(1);
        var commit = QueueOneAsync(lake, "a", TestLake.Commit("a"), cancellation.Token);
        await lake.Gate.Reached;
        await cancellation.CancelAsync();
        lake.Gate.Open();

        var unknown = await Assert.ThrowsAsync<UnknownOutcomeException>(() => commit);
        Assert.Equal((TestLake.Main.Log, 3L), (unknown.Log, unknown.N));
    }

    [Fact]
    public async Task Commits_that_began_before_the_group_ahead_of_them_landed_are_built_once()
    {
        var lake = await GatedAsync();
        var before = counting.Snapshot();
        var commits = await QueueAsync(lake, [.. Enumerable.Range(0, 20).Select(i => TestLake.Commit($"{i}"))]);
        lake.Gate.Open();
        await Task.WhenAll(commits);
        var cost = counting.Snapshot() - before;
        Assert.Equal((42, 2, 0), (cost.Puts, cost.Creates, cost.Lists));
    }

    [Fact]
    public async Task A_leader_that_fails_fails_its_group_and_nobody_behind_it()
    {
        var lake = await TestLake.CreateAsync(store);
        for (var n = 1; n <= 12; n++)
        {
            var faulty = new FaultStore(store) { Plan = new FaultPlan(n, FaultKind.ThrowBefore) };
            try
            {
                lake = await TestLake.OpenAsync(faulty);
                await lake.PutAsync("a", $"{n}");
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Unavailable)
            {
                lake = faulty.Operations < 3 ? await TestLake.OpenAsync(faulty) : lake;
            }

            await lake.PutAsync("b", $"{n}").WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal($"{n}", await lake.ReadAsync("main", "b"));
        }
    }

    [Fact]
    public async Task A_member_that_changes_nothing_behind_another_is_not_told_so_before_the_other_is_published()
    {
        var gated = await GatedAsync();
        var commits = await QueueAsync(gated, TestLake.Commit("x"));
        var same = new List<Task<CommitResult>>();
        for (var i = 0; i < 2; i++)
        {
            same.Add(QueueOneAsync(gated, "same", TestLake.Commit("same")));
        }

        gated.Gate.FailFrom(2);
        gated.Gate.Open();
        await commits[0];
        foreach (var commit in same)
        {
            var failed = await Assert.ThrowsAnyAsync<LakeException>(() => commit);
            Assert.Equal(LakeErrorKind.Unknown, failed.Kind);
        }

        var seen = await TestLake.OpenAsync(store);
        Assert.Null(await seen.ReadAsync("main", "same"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_member_of_a_group_of_unknown_outcome_is_found_by_its_own_transaction(bool lands)
    {
        var gated = await GatedAsync();
        var transactions = gated.Waiting.Skip(1).Take(2).Select(transaction => transaction.Id).ToList();
        var commits = await QueueAsync(gated, TestLake.Commit("a"), TestLake.Commit("b"));
        gated.Gate.FailFrom(2);
        gated.Gate.Open();
        await commits[0];
        for (var i = 0; i < 2; i++)
        {
            var unknown = await Assert.ThrowsAsync<UnknownOutcomeException>(() => commits[i + 1]);
            Assert.Equal((transactions[i], 4L), (unknown.Tx, unknown.N));
        }

        if (lands)
        {
            await gated.Gate.LandAsync();
        }

        var settled = await (await TestLake.OpenAsync(store)).Lake.Moves.SettleAsync(TestLake.Main, 4, TestLake.Log);
        Assert.Equal(lands ? transactions : [], (settled.Entry.Members ?? []).Select(member => member.Tx));
        Assert.Equal(lands ? LogOperation.Commit : LogOperation.Abort, settled.Entry.Op);
    }

    [Fact]
    public async Task A_member_whose_seal_has_no_clear_answer_leaves_and_the_others_land()
    {
        var id = await StagedTransaction.BeginAsync((await TestLake.CreateAsync(store)).Lake, TestLake.Main, TestLake.Log);
        var sealing = new GatedStore(store, RefName.Staging(id).Log);
        sealing.FailFrom(1);
        sealing.Open();
        var gate = new GatedStore(sealing, TestLake.Main.Log);
        var lake = await TestLake.OpenAsync(gate, new LakeStoreOptions { Time = new Logs.InstantTime() });
        await using var staged = await StagedTransaction.OpenAsync(lake.Lake, id, new TransactionOptions());
        await TestLake.PutAsync(staged.Transaction, "staged", "1");
        await using var behind = await lake.BeginAsync();
        await TestLake.PutAsync(behind, "behind", "1");
        var first = lake.PutAsync("first", "1");
        await gate.Reached;
        var sealedCommit = staged.CommitAsync(TestLake.Commit("staged")).AsTask();
        var landing = behind.CommitAsync(TestLake.Commit("behind")).AsTask();
        gate.Open();

        await first;
        Assert.Equal(RefName.Staging(id).Log, (await Assert.ThrowsAsync<UnknownOutcomeException>(() => sealedCommit)).Log);
        Assert.Equal(CommitStatus.Committed, (await landing).Status);
        Assert.Null(await lake.ReadAsync("main", "staged"));
    }

    [Fact]
    public async Task Members_with_long_texts_are_parted_before_their_entry_is_too_large()
    {
        var gated = await GatedAsync();
        var text = new string('\u0001', 1000);
        var commits = await QueueAsync(gated, [.. Enumerable.Range(0, 200).Select(i => TestLake.Commit(text) with { IdempotencyKey = $"{i:d4}" + text })]);
        gated.Gate.Open();

        await Task.WhenAll(commits);
        Assert.Equal(201, (await gated.Lake.Lake.Revisions.ResolveAsync("main")).Commit.Record.Depth);
    }

    // Small content is uploaded without waiting, so the commit is in the queue when the task is returned.
    private static async Task<CommitResult> QueueOneAsync(Gated gated, string path, CommitOptions options, CancellationToken cancellationToken = default)
    {
        var transaction = gated.Waiting.Dequeue();
        await TestLake.PutAsync(transaction, path, "1");
        return await transaction.CommitAsync(options, cancellationToken);
    }

    // The first commit waits at the gate; the others are in the queue when this returns.
    private static async Task<List<Task<CommitResult>>> QueueAsync(Gated gated, params CommitOptions[] options)
    {
        var commits = new List<Task<CommitResult>> { QueueOneAsync(gated, "first", TestLake.Commit("first")) };
        await gated.Gate.Reached;
        commits.AddRange(options.Select((option, i) => QueueOneAsync(gated, $"path{i}", option)));
        return commits;
    }

    private async Task<Gated> GatedAsync(TimeProvider? time = null)
    {
        await TestLake.CreateAsync(store);
        var gate = new GatedStore(counting, "refs/branches/main/");
        var lake = await TestLake.OpenAsync(gate, new LakeStoreOptions { Time = time ?? new Logs.InstantTime() });
        var waiting = new Queue<Transaction>();
        for (var i = 0; i < 210; i++)
        {
            waiting.Enqueue(await lake.BeginAsync());
        }

        return new Gated(lake, gate, waiting);
    }

    private sealed record Gated(TestLake Lake, GatedStore Gate, Queue<Transaction> Waiting)
    {
        public Task<Transaction> BeginAsync() => Lake.BeginAsync();
    }
}
