using LakeVersion.Storage;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Tests.Collection;
using LakeVersion.Versioning.Tests.Logs;
using LakeVersion.Versioning.Tests.Mirroring;

namespace LakeVersion.Versioning.Tests.Erasing;

/// <summary>What is erased in a lake is erased in its mirrors, wherever they have it, by the next run.</summary>
[Trait("store", "none")]
public sealed class ErasureMirrorTests
{
    private static readonly ContentHash[] All = [ErasingLake.Digest, ContentHash.Of(ErasingLake.Large)];

    private readonly InstantTime time = new();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_whole_mirror_loses_what_the_lake_did_whether_it_had_it_before_or_not(bool before, bool packsAnew)
    {
        var (store, lake) = await FillAsync();
        var mirror = new MemoryStore(time);
        if (packsAnew)
        {
            await CollectAsync(lake);
        }

        if (before)
        {
            await MirrorFixture.MirrorAsync(lake, mirror);
            Assert.True(await ErasingLake.IsThereAsync(mirror));
        }

        await lake.Lake.Eraser.EraseAsync(All, ErasingLake.Reason, ErasingLake.Options);
        time.Advance(TimeSpan.FromSeconds(1));
        await lake.PutAsync("again", "unrelated");
        await MirrorFixture.MirrorAsync(lake, mirror);
        await AssertErasedAsync(mirror, "main", "copy/of");
        var copy = await ShortEpochs.OpenAsync(mirror, time);
        Assert.Equal(("neighbour a", "unrelated"), (await copy.ReadAsync("v1", "keep/a"), await copy.ReadAsync("main", "again")));
        Assert.Equal("", await copy.FaultsAsync());
        Assert.Equal(0, (await MirrorFixture.MirrorAsync(lake, mirror)).Moved.Entries);
        Assert.Empty((await ErasingLake.CheckAsync(store)).Findings);
    }

    [Fact]
    public async Task What_was_stored_again_comes_with_the_same_run_and_stays_with_the_next()
    {
        var (_, lake) = await FillAsync();
        foreach (var packsAnew in (bool[])[false, true])
        {
            var mirror = new MemoryStore(time);
            if (packsAnew)
            {
                await CollectAsync(lake);
            }

            await MirrorFixture.MirrorAsync(lake, mirror);
            var path = $"again-{packsAnew}";
            await lake.Lake.Eraser.EraseAsync(All, ErasingLake.Reason, ErasingLake.Options);
            time.Advance(TimeSpan.FromSeconds(1));
            await lake.PutAsync(path, ErasingLake.Secret);
            await MirrorFixture.MirrorAsync(lake, mirror);
            await lake.PutAsync("more", path);
            await MirrorFixture.MirrorAsync(lake, mirror);
            var copy = await ShortEpochs.OpenAsync(mirror, time);
            Assert.Equal(ErasingLake.Secret, await copy.ReadAsync("main", path));
            await ErasingLake.ReadErasedAsync(copy, "main", "copy/of");
            Assert.Empty((await ErasingLake.CheckAsync(mirror)).Findings);
        }
    }

    [Fact]
    public async Task A_partial_mirror_loses_it_too_and_a_mirror_erases_nothing_by_itself()
    {
        var (_, lake) = await FillAsync();
        var mirror = new MemoryStore(time);
        var scope = new MirrorScope { Branches = ["main"], Paths = ["copy", "keep", "large"] };
        await MirrorFixture.MirrorAsync(lake, mirror, scope);
        Assert.True(await ErasingLake.IsThereAsync(mirror));
        var refused = await Assert.ThrowsAsync<LakeException>(async () =>
            await (await ShortEpochs.OpenAsync(mirror, time)).Lake.Eraser.EraseAsync(All, "r", ErasingLake.Options));
        Assert.Equal(LakeErrorKind.Refused, refused.Kind);
        await lake.Lake.Eraser.EraseAsync(All, ErasingLake.Reason, ErasingLake.Options);
        await MirrorFixture.MirrorAsync(lake, mirror, scope);
        await AssertErasedAsync(mirror, "main", "copy/of");
        await ErasingLake.ReadErasedAsync(await ShortEpochs.OpenAsync(mirror, time), "main", "large");
    }

    [Fact]
    public async Task A_promoted_mirror_goes_on_to_say_so_and_erases_what_it_gets_later()
    {
        var (_, lake) = await FillAsync();
        var mirror = new MemoryStore(time);
        await lake.Lake.Eraser.EraseAsync(All, ErasingLake.Reason, ErasingLake.Options);
        await MirrorFixture.MirrorAsync(lake, mirror);
        await MirrorPromotion.RunAsync((await ShortEpochs.OpenAsync(mirror, time)).Lake, "ada", default);
        var own = await ShortEpochs.OpenAsync(mirror, time);
        await ErasingLake.ReadErasedAsync(own, "v1", "secret");
        time.Advance(TimeSpan.FromSeconds(1));
        await own.PutAsync("new", ErasingLake.Secret);
        Assert.Equal(2, (await own.Lake.Eraser.EraseAsync([ErasingLake.Digest], "second", ErasingLake.Options)).Erasure);
        await AssertErasedAsync(mirror, "main", "new");
        Assert.Equal("", await own.FaultsAsync());
    }

    private async Task AssertErasedAsync(IObjectStore mirror, string revision, string path)
    {
        await ErasingLake.AssertGoneAsync(mirror);
        await ErasingLake.AssertGoneAsync(mirror, "large-secret");
        var told = await ErasingLake.ReadErasedAsync(await ShortEpochs.OpenAsync(mirror, time), revision, path);
        Assert.Equal(LakeErrorKind.Expired, told.Kind);
        var (verifier, findings) = await ErasingLake.CheckAsync(mirror);
        Assert.Empty(findings);
        Assert.True(verifier.Figures.Erased > 0);
    }

    private async Task<(IObjectStore Store, TestLake Lake)> FillAsync()
    {
        var store = await ErasingLake.FillAsync(time);
        return (store, await ShortEpochs.OpenAsync(store, time));
    }

    // With a collection record, mirrors write their trees into packs of their own.
    private async Task CollectAsync(TestLake lake)
    {
        time.Advance(TimeSpan.FromSeconds(30));
        await ShortEpochs.CollectAsync(lake, time);
    }
}
