using LakeVersion.Storage;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Versioning.Tests.Transactions;

/// <summary>What the members of a group store is on its way at once, though they are built one on the other.</summary>
[Trait("store", "none")]
public sealed class SideBySideTests
{
    private const int Members = 8;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_packs_of_a_group_are_put_at_the_same_time()
    {
        var packs = new HeldPacks(new MemoryStore());
        var commits = await GroupAsync(packs);

        // One after the other would never come to the last.
        await packs.UnderwayAsync(Members).WaitAsync(Limit, TestContext.Current.CancellationToken);
        packs.Release();
        var results = await Task.WhenAll(commits);
        Assert.Single(results.Select(result => result.State.N).Distinct());
        Assert.Equal(Members, results.Select(result => result.Commit.Id).Distinct().Count());

        var lake = await TestLake.OpenAsync(packs.Inner);
        Assert.Equal("", await lake.FaultsAsync());
        for (var i = 0; i < Members; i++)
        {
            Assert.Equal($"{i}", await lake.ReadAsync("main", $"files/{i}"));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(Members - 1)]
    public async Task Where_one_pack_cannot_be_put_nothing_of_the_group_is_published_and_all_hear_why(int failed)
    {
        var packs = new HeldPacks(new MemoryStore());
        var commits = await GroupAsync(packs);
        await packs.UnderwayAsync(Members).WaitAsync(Limit, TestContext.Current.CancellationToken);
        packs.Release(failed);
        packs.Open();
        foreach (var commit in commits)
        {
            Assert.Equal(LakeErrorKind.Unavailable, (await Assert.ThrowsAsync<LakeException>(() => commit)).Kind);
        }

        var lake = await TestLake.OpenAsync(packs.Inner);
        Assert.Equal(1, (await lake.Lake.Revisions.ResolveAsync("main")).Commit.Record.Depth);
        Assert.Equal(CommitStatus.Committed, (await lake.PutAsync("later", "1")).Status);
        Assert.Equal("", await lake.FaultsAsync());
    }

    // The first commit is held at its pack until the others wait behind it: they make one group.
    private static async Task<List<Task<CommitResult>>> GroupAsync(HeldPacks packs)
    {
        var lake = await TestLake.CreateAsync(packs);
        var transactions = new List<Transaction>();
        for (var i = 0; i < Members; i++)
        {
            transactions.Add(await lake.BeginAsync());
            await TestLake.PutAsync(transactions[i], $"files/{i}", $"{i}");
        }

        packs.Hold();
        var first = lake.PutAsync("first", "1");
        await packs.UnderwayAsync(1).WaitAsync(Limit, TestContext.Current.CancellationToken);
        var commits = transactions.Select((transaction, i) => transaction.CommitAsync(TestLake.Commit($"{i}")).AsTask()).ToList();
        packs.Release();
        await first;
        return commits;
    }

    /// <summary>Holds the puts of packs until they are let go.</summary>
    private sealed class HeldPacks(IObjectStore inner) : DelegatingStore(inner)
    {
        private readonly Lock gate = new();
        private readonly List<TaskCompletionSource<bool>> underway = [];
        private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool isHolding;

        public void Hold()
        {
            lock (gate)
            {
                isHolding = true;
            }
        }

        public void Open()
        {
            lock (gate)
            {
                isHolding = false;
            }
        }

        /// <summary>Lets go of those that wait now; later ones wait on.</summary>
        public void Release(int failed = -1)
        {
            lock (gate)
            {
                for (var i = 0; i < underway.Count; i++)
                {
                    underway[i].SetResult(i != failed);
                }

                underway.Clear();
            }
        }

        public async Task UnderwayAsync(int count)
        {
            while (true)
            {
                Task next;
                lock (gate)
                {
                    if (underway.Count >= count)
                    {
                        return;
                    }

                    next = arrived.Task;
                }

                await next;
            }
        }

        public override async ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
        {
            if (key.Value.StartsWith("packs/", StringComparison.Ordinal) && !await PassAsync())
            {
                throw LakeException.Unavailable("The pack could not be put.");
            }

            await base.PutAsync(key, content, cancellationToken);
        }

        private Task<bool> PassAsync()
        {
            lock (gate)
            {
                if (!isHolding)
                {
                    return Task.FromResult(true);
                }

                var pass = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                underway.Add(pass);
                arrived.SetResult();
                arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return pass.Task;
            }
        }
    }
}
