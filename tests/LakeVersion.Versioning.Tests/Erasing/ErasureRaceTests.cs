using LakeVersion.Storage;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Tests.Collection;
using LakeVersion.Versioning.Tests.Logs;

namespace LakeVersion.Versioning.Tests.Erasing;

/// <summary>Erasers beside erasers, writers and collectors.</summary>
[Trait("store", "none")]
public sealed class ErasureRaceTests
{
    private readonly InstantTime time = new();

    [Fact]
    public async Task Erasers_of_one_pack_do_not_bring_back_what_the_other_took()
    {
        for (var round = 0; round < 20; round++)
        {
            var store = await ShortEpochs.CreateAsync(time);
            var lake = await ShortEpochs.OpenAsync(store, time);
            var texts = Enumerable.Range(0, 6).Select(i => $"secret number {i}, to go").ToList();
            await using (var together = await lake.BeginAsync())
            {
                foreach (var text in texts)
                {
                    await TestLake.PutAsync(together, text, text);
                }

                await TestLake.PutAsync(together, "keep", "keep");
                await together.CommitAsync(TestLake.Commit("Together"));
            }

            await Task.WhenAll(texts.Select(text => Task.Run(async () =>
            {
                var own = await ShortEpochs.OpenAsync(new YieldingStore(store), time);
                await own.Lake.Eraser.EraseAsync([ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(text))], "r", ErasingLake.Options);
            })));
            foreach (var text in texts)
            {
                var digest = ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(text));
                Assert.True(await IsGoneAsync(store, digest), $"round {round}: {text}");
            }

            Assert.Equal("keep", await (await ShortEpochs.OpenAsync(store, time)).ReadAsync("main", "keep"));
            Assert.Empty((await ErasingLake.CheckAsync(store)).Findings);
        }
    }

    [Fact]
    public async Task An_eraser_that_put_back_an_old_pack_takes_what_was_ordered_meanwhile_as_well()
    {
        // One eraser has read the pack; another orders and erases; the first then puts what it read.
        var store = await ErasingLake.FillAsync(time);
        var first = new PausingStore(store);
        var slow = await TestLake.OpenAsync(first, new LakeStoreOptions { Time = time });
        var fast = await ShortEpochs.OpenAsync(store, time);
        var neighbour = ContentHash.Of("neighbour a"u8);
        first.BeforePackPut = async () => await fast.Lake.Eraser.EraseAsync([neighbour], "r", ErasingLake.Options);
        await slow.Lake.Eraser.EraseAsync([ErasingLake.Digest], ErasingLake.Reason, ErasingLake.Options);
        Assert.Null(first.BeforePackPut);
        await ErasingLake.AssertGoneAsync(store);
        await ErasingLake.AssertGoneAsync(store, "neighbour a");
        Assert.Empty((await ErasingLake.CheckAsync(store)).Findings);
    }

    [Fact]
    public async Task An_erasure_beside_writers_and_a_collector_keeps_their_commits_and_takes_its_content()
    {
        var store = await ErasingLake.FillAsync(time);
        using var ends = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 3).Select(w => Task.Run(async () =>
        {
            var lake = await ShortEpochs.OpenAsync(store, time);
            var count = 0;
            while (!ends.IsCancellationRequested && count < 60)
            {
                try
                {
                    await lake.PutAsync($"w{w}/{count}", $"written {w} {count}");
                    count++;
                }
                catch (LakeException e) when (e.Kind == LakeErrorKind.Expired)
                {
                    // The clock went on past its epoch, and the collection may delete what it uploaded: it begins again.
                }
            }

            return count;
        })).ToList();
        var eraser = await ShortEpochs.OpenAsync(store, time);
        await eraser.Lake.Eraser.EraseAsync([ErasingLake.Digest], ErasingLake.Reason, ErasingLake.Options);
        time.Advance(TimeSpan.FromSeconds(5));
        await eraser.Lake.Collector.RunAsync(ShortEpochs.OneByOne);
        await ends.CancelAsync();
        var counts = await Task.WhenAll(writers);
        await ErasingLake.AssertGoneAsync(store);
        var reader = await ShortEpochs.OpenAsync(store, time);
        for (var w = 0; w < counts.Length; w++)
        {
            for (var i = 0; i < counts[w]; i++)
            {
                Assert.Equal($"written {w} {i}", await reader.ReadAsync("main", $"w{w}/{i}"));
            }
        }

        Assert.Equal("", await reader.FaultsAsync());
        Assert.DoesNotContain((await ErasingLake.CheckAsync(store)).Findings, found => found.IsDamage);
    }

    [Fact]
    public async Task A_check_that_began_before_an_erasure_takes_it_for_no_damage()
    {
        var store = await ErasingLake.FillAsync(time);
        var lake = await ShortEpochs.OpenAsync(store, time);
        var listening = new ListeningStore(store)
        {
            AfterRefs = async () => await lake.Lake.Eraser.EraseAsync([ErasingLake.Digest, ContentHash.Of(ErasingLake.Large)], ErasingLake.Reason, ErasingLake.Options),
        };
        var (_, findings) = await ErasingLake.CheckAsync(listening);
        Assert.Null(listening.AfterRefs);
        Assert.Empty(findings);
    }

    [Fact]
    public async Task What_keeps_coming_back_ends_in_words_and_not_in_a_loop()
    {
        var store = await ErasingLake.FillAsync(time);
        var lake = await TestLake.OpenAsync(new StubbornStore(store), new LakeStoreOptions { Time = time });
        var told = await Assert.ThrowsAsync<LakeException>(async () => await lake.Lake.Eraser.EraseAsync([ErasingLake.Digest], ErasingLake.Reason, ErasingLake.Options));
        Assert.Equal(LakeErrorKind.Unavailable, told.Kind);
        Assert.Contains("lv erase finish", told.Message, StringComparison.Ordinal);
    }

    // By the pack's own bytes: what the directory says and what stands there.
    private static async Task<bool> IsGoneAsync(IObjectStore store, ContentHash digest)
    {
        var found = new FoundContents(new HashSet<ContentHash> { digest });
        await new StoredSearch(store, ErasingLake.Options).RunAsync(found, default);
        Assert.NotEmpty(found.Places);
        foreach (var place in found.Places)
        {
            var pack = (await store.GetAsync(place.Place.ToKey()))!.Value;
            if (PlaceEraser.Zeroed(pack.Span, [place.Part]) is not null)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPack(StoreKey key) => key.Value.StartsWith("packs/", StringComparison.Ordinal);

    private sealed class YieldingStore(IObjectStore inner) : DelegatingStore(inner)
    {
        public override async ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            await base.PutAsync(key, content, cancellationToken);
        }

        public override async ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default)
        {
            var found = await base.GetAsync(key, cancellationToken);
            await Task.Yield();
            return found;
        }
    }

    private sealed class PausingStore(IObjectStore inner) : DelegatingStore(inner)
    {
        public Func<Task>? BeforePackPut { get; set; }

        public override async ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
        {
            if (IsPack(key) && BeforePackPut is { } act && content.Span.IndexOf("neighbour a"u8) >= 0)
            {
                BeforePackPut = null;
                await act();
            }

            await base.PutAsync(key, content, cancellationToken);
        }
    }

    // Packs and objects are listed before logs are read, so the erasure comes between what is known and what is looked at.
    private sealed class ListeningStore(IObjectStore inner) : DelegatingStore(inner)
    {
        public Func<Task>? AfterRefs { get; set; }

        public override async IAsyncEnumerable<ListItem> ListAsync(
            ListRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            if (request.Prefix == "objects/" && AfterRefs is { } act)
            {
                AfterRefs = null;
                await act();
            }

            await foreach (var item in base.ListAsync(request, cancellationToken))
            {
                yield return item;
            }
        }
    }

    private sealed class StubbornStore(IObjectStore inner) : DelegatingStore(inner)
    {
        public override ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
            IsPack(key) ? ValueTask.CompletedTask : base.PutAsync(key, content, cancellationToken);
    }
}
