using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Tests.Logs;

/// <summary>Several processes (lakes that share nothing but the store) at once.</summary>
public sealed class RaceTests
{
    private readonly IObjectStore store = TestStores.Open();

    [Theory]
    [InlineData(4, 10)]
    [InlineData(8, 5)]
    public async Task Many_writers_of_one_branch_lose_and_double_no_commit(int writers, int commits)
    {
        await TestLake.CreateAsync(store);
        await Task.WhenAll(Enumerable.Range(0, writers).Select(i => Task.Run(async () =>
        {
            var lake = await TestLake.OpenAsync(store);
            for (var j = 0; j < commits; j++)
            {
                await lake.PutAsync($"{i}/{j}", $"{i} {j}");
            }
        })));

        var seen = await TestLake.OpenAsync(store);
        Assert.Equal(writers * commits, (await seen.Lake.Revisions.ResolveAsync("main")).Commit.Record.Depth);
        for (var i = 0; i < writers; i++)
        {
            Assert.Equal($"{i} {commits - 1}", await seen.ReadAsync("main", $"{i}/{commits - 1}"));
        }

        var messages = new List<string>();
        await foreach (var stored in seen.Lake.Logs.NewestFirstAsync(TestLake.Main.Log))
        {
            messages.AddRange((stored.Entry.Members ?? []).Select(member => member.Message!));
        }

        Assert.Equal(writers * commits, messages.Distinct().Count());
        Assert.Equal(writers * commits, messages.Count);
        Assert.Equal("", await seen.FaultsAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_entries_sent_at_one_moment_for_one_number_one_is_there_and_the_other_comes_behind_it(bool inMemory)
    {
        const int Rounds = 20;
        using var folder = new TemporaryFolder();
        IObjectStore shared = inMemory ? store : new LocalFolderStore(folder.Path);
        await TestLake.CreateAsync(shared);
        var meeting = new MeetingStore(shared);
        var lakes = new[] { await TestLake.OpenAsync(meeting), await TestLake.OpenAsync(meeting) };
        for (var round = 0; round < Rounds; round++)
        {
            meeting.MeetAt(NumberedKey.For(TestLake.Main.Log, (await lakes[0].HeadAsync()).Entry.N + 1));

            // Both stand on the same head, so their first tries are for one number.
            var transactions = new[] { await lakes[0].BeginAsync(), await lakes[1].BeginAsync() };
            await Task.WhenAll(transactions.Select((transaction, i) => TestLake.PutAsync(transaction, $"{round}/{i}", "1")));
            await Task.WhenAll(transactions.Select(transaction => transaction.CommitAsync(TestLake.Commit("race")).AsTask()));
            Assert.True(meeting.HaveMet);
        }

        var seen = await TestLake.OpenAsync(shared);
        Assert.Equal(2 * Rounds, (await seen.Lake.Revisions.ResolveAsync("main")).Commit.Record.Depth);
        Assert.Equal("", await seen.FaultsAsync());
    }

    [Fact]
    public async Task Of_many_births_of_one_name_one_wins_and_the_others_are_told()
    {
        await TestLake.CreateAsync(store);
        var won = await CountWinnersAsync(12, async lake => await lake.BranchAsync("new"));
        Assert.Equal(1, won);
    }

    [Fact]
    public async Task Of_two_creations_of_one_lake_one_wins_and_both_find_it_whole()
    {
        for (var round = 0; round < 20; round++)
        {
            var root = TestStores.Open();
            var won = 0;
            await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
            {
                try
                {
                    await TestLake.CreateAsync(root);
                    Interlocked.Increment(ref won);
                }
                catch (LakeException e) when (e.Kind == LakeErrorKind.Conflict)
                {
                    Assert.True((await (await TestLake.OpenAsync(root)).HeadAsync()).Entry.IsLive);
                }
            })));
            Assert.Equal(1, won);
        }
    }

    [Fact]
    public async Task A_renaming_and_commits_on_the_old_name_at_once_lose_nothing()
    {
        var first = await TestLake.CreateAsync(store);
        await first.BranchAsync("old");
        var made = 0;
        var writing = Task.Run(async () =>
        {
            var lake = await TestLake.OpenAsync(store);
            while (true)
            {
                try
                {
                    await lake.PutAsync($"f{made}", "1", "old");
                    made++;
                }
                catch (LakeException e) when (e.Kind is LakeErrorKind.Conflict or LakeErrorKind.NotFound)
                {
                    return;
                }
            }
        });
        var renaming = await TestLake.OpenAsync(store);
        while ((await renaming.HeadAsync("old")).Entry.N < 6)
        {
            await Task.Yield();
        }

        await renaming.Lake.Moves.RenameAsync(RefName.Branch("old"), RefName.Branch("new"), TestLake.Log);
        await writing;
        Assert.Equal(made, (await renaming.Lake.Revisions.ResolveAsync("new")).Commit.Record.Depth);
        Assert.Equal("", await renaming.FaultsAsync());
    }

    private async Task<int> CountWinnersAsync(int count, Func<TestLake, Task> act)
    {
        var won = 0;
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(async () =>
        {
            var lake = await TestLake.OpenAsync(store);
            try
            {
                await act(lake);
                Interlocked.Increment(ref won);
            }
            catch (LakeException e)
            {
                Assert.Equal(LakeErrorKind.Conflict, e.Kind);
            }
        })));
        return won;
    }
}
