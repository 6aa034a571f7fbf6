using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Tests.Collection;
using LakeVersion.Versioning.Tests.Erasing;
using LakeVersion.Versioning.Tests.Logs;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Tests.Repacking;

public sealed class RepackTests
{
    [Fact]
    public async Task What_a_collection_could_not_free_for_a_little_that_is_needed_it_frees_once_that_was_repacked()
    {
        var time = new InstantTime();
        var store = await ShortEpochs.CreateAsync(time);
        var lake = await ShortEpochs.OpenAsync(store, time);
        await FillAsync(lake);
        await ShortEpochs.RuleAsync(lake, 1);
        await ShortEpochs.CollectAsync(lake, time);
        var (packs, bytes) = await StoredAsync(store);
        var before = await lake.Lake.Revisions.ResolveAsync("main");
        var seen = await ContentAsync(lake, "main");

        var (plan, result) = await RepackAsync(lake, 60);
        Assert.Equal(CommitStatus.Committed, result.Status);
        Assert.True(plan.LeftPacks > 10 && plan.StoredAgainBytes < plan.LeftBytes, $"{plan}");
        Assert.Equal(before.Commit.Record.Root, result.Commit.Record.Root);
        Assert.Equal(seen, await ContentAsync(lake, "main"));

        await ShortEpochs.CollectAsync(lake, time);
        var fresh = await ShortEpochs.OpenAsync(store, time);
        Assert.Equal(seen, await ContentAsync(fresh, "main"));
        var (packsAfter, bytesAfter) = await StoredAsync(store);
        Assert.True(packsAfter < packs / 4 && bytesAfter < bytes, $"{packs} packs of {bytes} bytes became {packsAfter} of {bytesAfter}");
        Assert.Empty((await ErasingLake.CheckAsync(store)).Findings);
        Assert.Equal(CommitStatus.Unchanged, (await RepackAsync(fresh, 60)).Result.Status);
    }

    [Fact]
    public async Task What_others_commit_meanwhile_stays_and_the_repacking_follows_it()
    {
        var lake = await TestLake.CreateAsync(TestStores.Open());
        await FillAsync(lake);
        await using var repacking = await lake.BeginAsync();
        var plan = await repacking.RepackAsync(100);
        Assert.InRange(plan.LeftPacks, plan.Packs - 2, plan.Packs); // all but what is needed as a whole
        await lake.PutAsync("f3", "by another");
        await lake.PutAsync("new", "too");
        var result = await repacking.CommitAsync(TestLake.Commit("Repack"));
        Assert.Equal(CommitStatus.Committed, result.Status);
        Assert.Equal(["by another", "too"], [await lake.ReadAsync("main", "f3"), await lake.ReadAsync("main", "new")]);
        var transactions = new HashSet<Id128>();
        await foreach (var item in lake.Lake.TreeOf(result.Commit).ScanAsync(new TreeScan()))
        {
            if (item.Entry!.Place!.Room == Room.Pack)
            {
                transactions.Add(item.Entry.Place.TransactionId);
            }
        }

        Assert.Equal(3, transactions.Count); // the repacking's own and those of the two that came between
        Assert.Equal("", await lake.FaultsAsync());
    }

    [Fact]
    public async Task What_was_erased_stays_named_and_nothing_of_it_comes_back()
    {
        var time = new InstantTime();
        var store = await ShortEpochs.CreateAsync(time);
        var lake = await ShortEpochs.OpenAsync(store, time);
        await FillAsync(lake);
        var erased = (await lake.Lake.TreeOf((await lake.Lake.Revisions.ResolveAsync("main")).Commit).GetAsync(LakePath.Parse("f3")))!;
        await lake.Lake.Eraser.EraseAsync([erased.Sha256!.Value], "Request 17", new ErasureOptions { Author = "ada" });
        Assert.Equal(CommitStatus.Committed, (await RepackAsync(lake, 100)).Result.Status);
        var now = (await lake.Lake.TreeOf((await lake.Lake.Revisions.ResolveAsync("main")).Commit).GetAsync(LakePath.Parse("f3")))!;
        Assert.Equal(erased.Place, now.Place);
        Assert.Equal(LakeErrorKind.Expired, (await Assert.ThrowsAsync<LakeException>(() => lake.ReadAsync("main", "f3"))).Kind);
        Assert.NotNull(await lake.ReadAsync("main", "f4"));
    }

    // Whenever the order comes: what is copied is not read before it and published behind it.
    [Fact]
    [Trait("store", "none")] // A lake for each operation: too many for a server.
    public async Task What_is_erased_at_any_moment_of_a_repacking_does_not_come_back()
    {
        var outcomes = new Dictionary<string, int>();
        for (var at = 1; ; at++)
        {
            var time = new InstantTime();
            var inner = await SecretAsync(time);
            var other = await ShortEpochs.OpenAsync(inner, time);
            var store = new InterruptingStore(inner, at, async () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(10));
                await other.Lake.Eraser.EraseAsync([ErasingLake.Digest], ErasingLake.Reason, ErasingLake.Options);
                time.Advance(TimeSpan.FromMilliseconds(10));
            });
            var outcome = await OutcomeAsync(await ShortEpochs.OpenAsync(store, time));
            if (!store.Interrupted)
            {
                break;
            }

            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            time.Advance(TimeSpan.FromSeconds(5));
            await other.Lake.Eraser.FinishAsync(ErasingLake.Options);
            await ShortEpochs.CollectAsync(other, time); // what a repacking that was refused had stored by then
            await ErasingLake.AssertGoneAsync(inner, at: $"{outcome}, operation {at}");
            await ErasingLake.ReadErasedAsync(await ShortEpochs.OpenAsync(inner, time), "main", "secret");
            Assert.Empty((await ErasingLake.CheckAsync(inner)).Findings);
        }

        Assert.True(outcomes.GetValueOrDefault("Committed") > 0 && outcomes.GetValueOrDefault("Expired") > 0, string.Join(' ', outcomes));
    }

    // The head names what was erased, and its pack with it: there is nothing to gain.
    [Fact]
    public async Task A_pack_that_an_erased_path_holds_is_let_be()
    {
        var lake = await TestLake.CreateAsync(TestStores.Open());
        await FillAsync(lake, commits: 24);
        var entry = (await lake.Lake.TreeOf((await lake.Lake.Revisions.ResolveAsync("main")).Commit).GetAsync(LakePath.Parse("f3")))!;
        await lake.Lake.Eraser.EraseAsync([entry.Sha256!.Value], "Request 17", new ErasureOptions { Author = "ada" });
        Assert.Equal(CommitStatus.Committed, (await RepackAsync(lake, 50)).Result.Status);
        await AssertRestsAsync(lake);
    }

    // Its list of chunks is in a pack, and stays there with it.
    [Fact]
    public async Task A_pack_that_holds_the_chunks_of_an_erased_object_is_let_be()
    {
        var lake = await TestLake.CreateAsync(TestStores.Open());
        await FillAsync(lake, commits: 4);
        await using (var large = await lake.BeginAsync())
        {
            large.Put(LakePath.Parse("large"), await large.Upload.AddContentAsync(ErasingLake.Large));
            await TestLake.PutAsync(large, "gone", new string('g', 50_000));
            await large.CommitAsync(TestLake.Commit("Large"));
        }

        await lake.PutAsync("gone", "now");
        await lake.Lake.Eraser.EraseAsync([ContentHash.Of(ErasingLake.Large)], "Request 17", new ErasureOptions { Author = "ada" });
        Assert.Equal(CommitStatus.Committed, (await RepackAsync(lake, 50)).Result.Status);
        await AssertRestsAsync(lake);
    }

    [Fact]
    public void What_a_pack_is_told_to_take_is_what_it_takes()
    {
        var pack = new PackBuilder();
        var bytes = 0L;
        for (var i = 0; i < 300; i++)
        {
            var block = BlockCodec.Encode(BlockType.Content, new byte[i * 7]);
            bytes += PackBuilder.SizeOf((uint)pack.Add(BlockType.Content, block, ContentHash.Of(block)), (uint)block.Length);
        }

        Assert.Equal(pack.Finish().Length, PackBuilder.SizeOf(300, bytes));
    }

    // The other way round: a whole repacking at each operation of an erasure, of which the search, the order and the deletion are many.
    [Fact]
    [Trait("store", "none")]
    public async Task What_is_repacked_at_any_moment_of_an_erasure_does_not_stay()
    {
        for (var at = 1; ; at++)
        {
            var time = new InstantTime();
            var inner = await SecretAsync(time);
            var other = await ShortEpochs.OpenAsync(inner, time);
            var outcome = "";
            var store = new InterruptingStore(inner, at, async () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(10));
                outcome = await OutcomeAsync(other);
                time.Advance(TimeSpan.FromMilliseconds(10));
            });
            var erasing = await ShortEpochs.OpenAsync(store, time);
            await erasing.Lake.Eraser.EraseAsync([ErasingLake.Digest], ErasingLake.Reason, ErasingLake.Options);
            if (!store.Interrupted)
            {
                Assert.True(at > 30, $"{at} operations");
                break;
            }

            time.Advance(TimeSpan.FromSeconds(5));
            var finish = await other.Lake.Eraser.FinishAsync(ErasingLake.Options);
            Assert.Equal((1, 0), (finish.Done.Count, finish.StoredAgain.Count));
            await ShortEpochs.CollectAsync(other, time);
            await ErasingLake.AssertGoneAsync(inner, at: $"{outcome}, operation {at}");
            await ErasingLake.ReadErasedAsync(await ShortEpochs.OpenAsync(inner, time), "main", "secret");
            Assert.Empty((await ErasingLake.CheckAsync(inner)).Findings);
        }
    }

    private static async Task AssertRestsAsync(TestLake lake)
    {
        var (plan, result) = await RepackAsync(lake, 50);
        Assert.Equal((0, 0L, 0L, CommitStatus.Unchanged), (plan.LeftPacks, plan.LeftBytes, plan.StoredAgainBytes, result.Status));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(100)]
    public async Task Packs_that_are_needed_to_the_last_byte_are_left_alone(int below)
    {
        var lake = await TestLake.CreateAsync(TestStores.Open());
        await using (var many = await lake.BeginAsync())
        {
            for (var i = 0; i < 3_000; i++)
            {
                await TestLake.PutAsync(many, $"small/{i}", $"{i}");
            }

            await many.CommitAsync(TestLake.Commit("Many"));
        }

        var (plan, result) = await RepackAsync(lake, below);
        Assert.Equal((0, 0, CommitStatus.Unchanged), (plan.LeftPacks, plan.StoredAgainBytes, result.Status));
    }

    // One process, one branch: a commit that is made while content is copied does not wait for the copying.
    [Fact]
    public async Task Commits_beside_the_copying_do_not_wait_for_it()
    {
        var inner = new MemoryStore();
        TestLake? lake = null;
        var meanwhile = new List<CommitStatus>();
        var store = new HookedStore(inner);
        lake = await TestLake.CreateAsync(store);
        await FillAsync(lake);
        await using var repacking = await lake.BeginAsync();
        await repacking.RepackAsync(60);
        store.BeforePut = async key =>
        {
            store.BeforePut = null;
            meanwhile.Add((await lake.PutAsync("beside", key.Value).WaitAsync(TimeSpan.FromSeconds(60))).Status);
        };
        Assert.Equal(CommitStatus.Committed, (await repacking.CommitAsync(TestLake.Commit("Repack"))).Status);
        Assert.Equal([CommitStatus.Committed], meanwhile);
        Assert.StartsWith("packs/", await lake.ReadAsync("main", "beside"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_branch_that_takes_merges_alone_is_refused_before_anything_is_copied()
    {
        var inner = TestStores.Open();
        var lake = await TestLake.CreateAsync(inner);
        await FillAsync(lake);
        await lake.Lake.Settings.SetAsync("protect.main", "branches=main; merge-only", TestLake.Log);
        var before = await StoredAsync(inner);
        await using var repacking = await lake.BeginAsync();
        Assert.Equal(LakeErrorKind.Refused, (await Assert.ThrowsAsync<LakeException>(() => repacking.RepackAsync(60).AsTask())).Kind);
        Assert.Equal(before, await StoredAsync(inner));
    }

    private static async Task<string> OutcomeAsync(TestLake lake)
    {
        try
        {
            return (await RepackAsync(lake, 60)).Result.Status.ToString();
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Expired)
        {
            return e.Kind.ToString();
        }
    }

    // Little is needed of most packs, and the secret of one.
    private static async Task<IObjectStore> SecretAsync(InstantTime time)
    {
        var store = await ShortEpochs.CreateAsync(time);
        var lake = await ShortEpochs.OpenAsync(store, time);
        await FillAsync(lake, commits: 8);
        await lake.PutAsync("secret", ErasingLake.Secret);
        await lake.PutAsync("f1", "behind it");
        return store;
    }

    // Many commits to twelve paths, and one file of several chunks: of most packs little is needed still.
    private static async Task FillAsync(TestLake lake, int commits = 40)
    {
        for (var i = 0; i < commits; i++)
        {
            await lake.PutAsync($"f{i * 7 % 12}", $"content {i} {new string('x', i * 20)}");
        }

        await lake.PutAsync("large", new string('l', 1_300_000));
        await lake.PutAsync("f1", "last");
    }

    private static async Task<(Versioning.Repacking.RepackPlan Plan, CommitResult Result)> RepackAsync(TestLake lake, int below)
    {
        await using var transaction = await lake.BeginAsync();
        var plan = await transaction.RepackAsync(below);
        return (plan, await transaction.CommitAsync(TestLake.Commit("Repack")));
    }

    private static async Task<string> ContentAsync(TestLake lake, string revision)
    {
        var lines = new List<string>();
        await foreach (var item in lake.Lake.TreeOf((await lake.Lake.Revisions.ResolveAsync(revision)).Commit).ScanAsync(new TreeScan()))
        {
            lines.Add($"{item.Path}={await lake.ReadAsync(revision, item.Path.Value)}");
        }

        return string.Join('\n', lines);
    }

    private static async Task<(int Count, long Bytes)> StoredAsync(IObjectStore store)
    {
        var (count, bytes) = (0, 0L);
        await foreach (var item in store.ListAsync(new ListRequest { Prefix = "packs/" }))
        {
            (count, bytes) = (count + 1, bytes + item.Info!.Value.SizeBytes);
        }

        return (count, bytes);
    }

    private sealed class HookedStore(IObjectStore inner) : DelegatingStore(inner)
    {
        public Func<StoreKey, Task>? BeforePut { get; set; }

        public override async ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
        {
            if (BeforePut is { } hook)
            {
                await hook(key);
            }

            await base.PutAsync(key, content, cancellationToken);
        }
    }
}
