using LakeVersion.Storage;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Tests.Collection;
using LakeVersion.Versioning.Tests.Logs;

namespace LakeVersion.Versioning.Tests.Erasing;

[Trait("store", "none")]
public sealed class ErasureTests
{
    private readonly InstantTime time = new();

    [Fact]
    public async Task Erased_content_is_gone_from_every_place_and_reading_says_who_and_why()
    {
        var (store, lake) = await FillAsync();
        Assert.Equal(ErasingLake.Secret, await lake.ReadAsync("v1", "secret")); // Into the caches.
        var plan = await lake.Lake.Eraser.PlanAsync([ErasingLake.Digest], ErasingLake.Options);
        Assert.True(await ErasingLake.IsThereAsync(store));
        Assert.Equal(["copy/of", "other", "secret"], plan.Paths);
        Assert.Equal(["copy/of", "copy/of", "secret"], plan.Heads.SelectMany(head => head.Paths));
        Assert.Equal((4, 0), (plan.Packs, plan.Objects));

        var result = await lake.Lake.Eraser.EraseAsync([ErasingLake.Digest], ErasingLake.Reason, ErasingLake.Options);
        Assert.Equal((1L, 4, 0), (result.Erasure, result.Packs, result.Objects));
        Assert.Equal(plan.Contents.Single().Places, result.Found.Contents.Single().Places);
        await ErasingLake.AssertGoneAsync(store);
        foreach (var reader in (TestLake[])[lake, await ShortEpochs.OpenAsync(store, time)])
        {
            var told = await ErasingLake.ReadErasedAsync(reader, "v1", "secret");
            Assert.Equal(LakeErrorKind.Expired, told.Kind);
            Assert.Contains("erased by dpo on 2026-11-01 because 'request 17' (erasure 1)", told.Message, StringComparison.Ordinal);
            await ErasingLake.ReadErasedAsync(reader, "main", "copy/of");
            Assert.Equal(("neighbour a", "neighbour b", "harmless"), (await reader.ReadAsync("v1", "keep/a"), await reader.ReadAsync("main", "keep/b"), await reader.ReadAsync("main", "secret")));
        }

        await lake.Lake.Moves.RestoreAsync(RefName.Branch("gone"), TestLake.Log);
        await ErasingLake.ReadErasedAsync(lake, "gone", "other");
        Assert.Equal("", await lake.FaultsAsync());
        var (verifier, findings) = await ErasingLake.CheckAsync(store);
        Assert.Empty(findings);
        Assert.True(verifier.Figures.Erased > 0);
    }

    [Fact]
    public async Task Large_content_is_deleted_and_its_ranges_say_so()
    {
        var (store, lake) = await FillAsync();
        var digest = ContentHash.Of(ErasingLake.Large);
        var result = await lake.Lake.Eraser.EraseAsync([digest], ErasingLake.Reason, ErasingLake.Options);
        Assert.Equal((1, 0, (long)ErasingLake.Large.Length), (result.Objects, result.Packs, result.Found.Bytes));
        await ErasingLake.AssertGoneAsync(store, "large-secret");
        await ErasingLake.ReadErasedAsync(lake, "main", "large");
        var entry = (await lake.Lake.TreeOf((await lake.Lake.Revisions.ResolveAsync("main")).Commit).GetAsync(LakePath.Parse("large")))!;
        var stream = (await lake.Lake.Content.OpenAsync(entry)).AsStream();
        Assert.Equal(LakeErrorKind.Expired, (await Assert.ThrowsAsync<LakeException>(async () => await stream.ReadExactlyAsync(new byte[10]))).Kind);
        Assert.Empty((await ErasingLake.CheckAsync(store)).Findings);
    }

    [Fact]
    public async Task What_a_path_held_in_all_history_is_found_and_nothing_else()
    {
        var (_, lake) = await FillAsync();
        var file = await lake.Lake.Eraser.ContentOfAsync("secret", ErasingLake.Options);
        Assert.Equal(2, file.Count);
        Assert.Contains(ErasingLake.Digest, file);
        Assert.Equal(2, (await lake.Lake.Eraser.ContentOfAsync("keep", ErasingLake.Options)).Count);
        Assert.Equal([ErasingLake.Digest], await lake.Lake.Eraser.ContentOfAsync("other", ErasingLake.Options));
        Assert.Empty(await lake.Lake.Eraser.ContentOfAsync("nowhere", ErasingLake.Options));
    }

    [Fact]
    public async Task The_same_bytes_can_be_put_again_and_stay_also_after_the_second_look()
    {
        var (store, lake) = await FillAsync();
        await EraseAsync(lake);
        await using (var same = await lake.BeginAsync())
        {
            var known = await same.GetAsync(LakePath.Parse("copy/of"));
            Assert.True(same.Upload.IsErased(known));
            var entry = await same.Upload.AddContentAsync(System.Text.Encoding.UTF8.GetBytes(ErasingLake.Secret), known);
            Assert.NotEqual(known!.Place, entry.Place);
        }

        time.Advance(TimeSpan.FromSeconds(1));
        await lake.PutAsync("new", ErasingLake.Secret);
        Assert.Equal(ErasingLake.Secret, await lake.ReadAsync("main", "new"));
        await ErasingLake.ReadErasedAsync(lake, "main", "copy/of");
        time.Advance(TimeSpan.FromSeconds(3));
        var finish = await lake.Lake.Eraser.FinishAsync(ErasingLake.Options);
        Assert.Equal([1L], finish.Done);
        Assert.Equal([ErasingLake.Digest], finish.StoredAgain);
        Assert.Equal(ErasingLake.Secret, await (await ShortEpochs.OpenAsync(store, time)).ReadAsync("main", "new"));

        // Asked for again, it goes again, from the new places alone.
        var second = await lake.Lake.Eraser.EraseAsync([ErasingLake.Digest], "again", ErasingLake.Options);
        Assert.True(second.Erasure > 1);
        await ErasingLake.AssertGoneAsync(store);
        Assert.Contains($"(erasure {second.Erasure})", (await ErasingLake.ReadErasedAsync(lake, "main", "new")).Message, StringComparison.Ordinal);
        Assert.Contains("(erasure 1)", (await ErasingLake.ReadErasedAsync(lake, "main", "copy/of")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_that_a_slow_writer_had_uploaded_goes_at_the_second_look_and_not_before_it_is_done()
    {
        var (store, lake) = await FillAsync();
        await using var slow = await lake.BeginAsync();
        await TestLake.PutAsync(slow, "slow", ErasingLake.Secret);
        var erasing = await TestLake.OpenAsync(StoppedStore.AtOrder(store, () => slow.Upload.FlushAsync().AsTask()), new LakeStoreOptions { Time = time });
        await EraseAsync(erasing);
        Assert.True(await ErasingLake.IsThereAsync(store));
        await slow.CommitAsync(TestLake.Commit("slow"));

        var early = await lake.Lake.Eraser.FinishAsync(ErasingLake.Options);
        Assert.Empty(early.Done);
        Assert.Single(early.Waiting);
        time.Advance(TimeSpan.FromSeconds(3));
        var finish = await lake.Lake.Eraser.FinishAsync(ErasingLake.Options);
        Assert.Equal([1L], finish.Done);
        Assert.Equal(1, finish.Erased);
        await ErasingLake.AssertGoneAsync(store);
        Assert.Contains("(erasure 1)", (await ErasingLake.ReadErasedAsync(lake, "main", "slow")).Message, StringComparison.Ordinal);
        Assert.NotNull((await lake.Lake.Eraser.StatusAsync()).Single().DoneAt);
        Assert.Empty((await ErasingLake.CheckAsync(store)).Findings);
    }

    [Fact]
    public async Task What_an_old_request_brings_back_is_found_by_a_check_and_taken_by_a_collection()
    {
        var (store, lake) = await FillAsync();
        var before = await Mirroring.MirrorFixture.StoredAsync(store);
        await lake.Lake.Eraser.EraseAsync([ErasingLake.Digest, ContentHash.Of(ErasingLake.Large)], ErasingLake.Reason, ErasingLake.Options);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal([1L], (await lake.Lake.Eraser.FinishAsync(ErasingLake.Options)).Done);
        Assert.Empty((await ErasingLake.CheckAsync(store)).Findings);
        var brought = 0;
        foreach (var (key, bytes) in before.Where(pair => pair.Key.StartsWith("packs/", StringComparison.Ordinal) || pair.Key.StartsWith("objects/", StringComparison.Ordinal)))
        {
            if (await store.GetAsync(StoreKey.Parse(key)) is not { } now || !now.Span.SequenceEqual(bytes))
            {
                await store.PutAsync(StoreKey.Parse(key), bytes);
                brought++;
            }
        }

        Assert.Equal(5, brought);
        var (_, findings) = await ErasingLake.CheckAsync(store);
        Assert.Equal(brought, findings.Count(found => found.Fault.Contains("dpo erased on", StringComparison.Ordinal) && found.IsDamage));
        var collection = await lake.Lake.Collector.RunAsync(ShortEpochs.OneByOne);
        Assert.Equal(brought, collection.Erasures!.Erased);
        await ErasingLake.AssertGoneAsync(store);
        await ErasingLake.AssertGoneAsync(store, "large-secret");
        await ShortEpochs.CollectAsync(lake, time);
        Assert.Empty((await ErasingLake.CheckAsync(store)).Findings);
        Assert.Equal("neighbour a", await lake.ReadAsync("v1", "keep/a"));
    }

    [Fact]
    public async Task Damage_of_content_that_was_not_erased_is_still_damage()
    {
        var (store, lake) = await FillAsync();
        await EraseAsync(lake);
        var entry = (await lake.Lake.TreeOf((await lake.Lake.Revisions.ResolveAsync("v1")).Commit).GetAsync(LakePath.Parse("keep/a")))!;
        var key = entry.Place!.ToKey();
        var bytes = (await store.GetAsync(key))!.Value.ToArray();
        bytes.AsSpan((int)entry.Place.Offset, (int)entry.Place.Length).Clear();
        await store.PutAsync(key, bytes);
        var reader = await ShortEpochs.OpenAsync(store, time);
        Assert.Equal(LakeErrorKind.Corrupt, (await Assert.ThrowsAsync<LakeException>(() => reader.ReadAsync("v1", "keep/a"))).Kind);
        Assert.Contains((await ErasingLake.CheckAsync(store)).Findings, found => found.Key == key.Value && found.Paths.Contains("keep/a"));
    }

    [Fact]
    public async Task Reading_a_lake_costs_no_request_more_for_erasures()
    {
        var (store, lake) = await FillAsync();
        var before = await RequestsAsync(store);
        await EraseAsync(lake);
        Assert.Equal(before, await RequestsAsync(store));
    }

    [Fact]
    public async Task A_program_that_knows_no_erasures_is_kept_from_writing()
    {
        var (_, lake) = await FillAsync();
        Assert.DoesNotContain("erasures", (await lake.Lake.Settings.CurrentAsync()).Value.WriterFeatures);
        await EraseAsync(lake);
        await lake.Lake.Settings.SetAsync("colour", "green", TestLake.Log);
        Assert.Contains("erasures", (await lake.Lake.Settings.CurrentAsync()).Value.WriterFeatures);
    }

    [Fact]
    public async Task Erasing_what_is_nowhere_writes_nothing_and_erasing_again_goes_on()
    {
        var (store, lake) = await FillAsync();
        var nowhere = ContentHash.Of("nowhere"u8);
        var nothing = await lake.Lake.Eraser.EraseAsync([nowhere], ErasingLake.Reason, ErasingLake.Options);
        Assert.Null(nothing.Erasure);
        Assert.Equal([nowhere], nothing.Found.NotFound);
        Assert.Empty(await lake.Lake.Eraser.StatusAsync());
        await EraseAsync(lake);
        var again = await lake.Lake.Eraser.EraseAsync([ErasingLake.Digest], "another", ErasingLake.Options);
        Assert.Equal((1L, 0), (again.Erasure, again.Packs));
        Assert.Single(await lake.Lake.Eraser.StatusAsync());
        foreach (var reason in (string[])["", " ", "two\nlines", new string('x', 1025)])
        {
            Assert.Equal(LakeErrorKind.Invalid, (await Assert.ThrowsAsync<LakeException>(async () => await lake.Lake.Eraser.EraseAsync([ErasingLake.Digest], reason, ErasingLake.Options))).Kind);
        }

        Assert.Equal("", await lake.FaultsAsync());
        Assert.Empty((await ErasingLake.CheckAsync(store)).Findings);
    }

    [Fact]
    public async Task Entries_that_say_what_they_cannot_are_damage_and_name_their_key()
    {
        var (store, lake) = await FillAsync();
        await EraseAsync(lake);
        var head = (await lake.Lake.Logs.HeadAsync(RefName.Erasures.Log))!;
        var content = head.Entry.Erasure!.Contents[0];
        foreach (var (op, record) in ((LogOperation, ErasureRecord?)[])
        [
            (LogOperation.Erase, null),
            (LogOperation.Erase, new ErasureRecord { Contents = [content] }),
            (LogOperation.Erase, new ErasureRecord { Of = 7, Contents = [content] }),
            (LogOperation.Erase, new ErasureRecord { Reason = "r", Contents = [content with { Places = [Locator.Absent] }] }),
            (LogOperation.Erase, new ErasureRecord { Reason = "r", Contents = [content with { Places = [content.Places[0] with { Length = 1L << 40 }] }] }),
            (LogOperation.Erase, new ErasureRecord { Reason = "r", Contents = [content with { SizeBytes = -1 }] }),
            (LogOperation.Erased, new ErasureRecord()),
            (LogOperation.Settings, new ErasureRecord { Reason = "r" }),
        ])
        {
            var next = head.Entry with { N = head.Entry.N + 1, Op = op, Previous = head.Hash, Before = head.Entry.After, Time = head.Entry.Time.AddSeconds(1), Erasure = record };
            await store.PutAsync(next.StoreKey, next.ToBytes());
            var reader = await ShortEpochs.OpenAsync(store, time);
            var told = await Assert.ThrowsAsync<LakeException>(async () => await reader.Lake.Eraser.StatusAsync());
            Assert.Equal(LakeErrorKind.Corrupt, told.Kind);
            Assert.Contains(next.StoreKey.Value, told.Message, StringComparison.Ordinal);
            Assert.Contains((await ErasingLake.CheckAsync(store)).Findings, found => found.Key == next.StoreKey.Value);
        }
    }

    [Fact]
    public async Task More_places_than_one_record_holds_are_one_erasure_in_several_entries()
    {
        var contents = Enumerable.Range(0, 9000).Select(i => new ErasedContent
        {
            Sha256 = ContentHash.Of(BitConverter.GetBytes(i)),
            SizeBytes = i,
            Places = [.. Enumerable.Range(0, i == 0 ? 5000 : 1).Select(j => Locator.InPack(1, new Id128((UInt128)j), uint.MaxValue, 60_000_000, 1_000_000))],
        }).ToList();
        var batches = ErasureBatches.Of(contents);
        Assert.True(batches.Count > 3);
        var (_, lake) = await FillAsync();
        var like = (await lake.HeadAsync()).Entry;
        Assert.All(batches, batch => Assert.InRange((like with { Erasure = batch }).ToBytes().Length, 1, 1 << 20));
        Assert.Equal(9000 - 1 + 5000, batches.Sum(batch => batch.Contents.Sum(content => content.Places.Count)));
    }

    private async Task<int> RequestsAsync(IObjectStore store)
    {
        var counting = new CountingStore(store);
        var reader = await TestLake.OpenAsync(counting, new LakeStoreOptions { Time = time });
        Assert.Equal("neighbour a", await reader.ReadAsync("v1", "keep/a"));
        return (int)counting.Snapshot().Requests;
    }

    private async Task<(IObjectStore Store, TestLake Lake)> FillAsync()
    {
        var store = await ErasingLake.FillAsync(time);
        return (store, await ShortEpochs.OpenAsync(store, time));
    }

    private static async Task EraseAsync(TestLake lake) => await lake.Lake.Eraser.EraseAsync([ErasingLake.Digest], ErasingLake.Reason, ErasingLake.Options);
}
