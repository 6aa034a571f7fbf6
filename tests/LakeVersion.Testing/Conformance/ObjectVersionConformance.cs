using LakeVersion.Storage;

namespace LakeVersion.Testing.Conformance;

/// <summary>What every store must do for those who read an object at one version.</summary>
public abstract class ObjectVersionConformance : ObjectListingConformance
{
    [Theory]
    [InlineData(0, 10, "0123456789")]
    [InlineData(3, 4, "3456")]
    [InlineData(8, 5, "89")]
    [InlineData(10, 5, "")]
    [InlineData(99, 5, "")]
    [InlineData(4, 0, "")]
    public async Task An_unchanged_object_is_read_at_its_version(long offset, int length, string expected)
    {
        var store = await OpenAsync();
        await store.PutAsync(Key("digits"), Bytes("0123456789"));
        var version = await VersionAsync(store, "digits");
        for (var i = 0; i < 2; i++)
        {
            var range = await store.GetRangeAsync(Key("digits"), version, offset, length);
            Assert.Equal((VersionedResult.Same, expected), (range.Result, Text(range.Content)));
        }
    }

    [Theory]
    [InlineData("other")]
    [InlineData("longer than before")]
    [InlineData("")]
    public async Task A_replaced_object_is_not_read_at_its_old_version(string replacement)
    {
        var store = await OpenAsync();
        var key = Key(ChangingFolder + "a");
        await store.PutAsync(key, Bytes("first"));
        var first = await VersionAsync(store, key.Value);
        await store.PutAsync(key, Bytes(replacement));

        // Where old versions are kept, the old one may still be had by its id.
        var old = await store.GetRangeAsync(key, first with { VersionId = null }, 0, 5);
        Assert.Equal((VersionedResult.Changed, 0), (old.Result, old.Content.Length));

        var second = await VersionAsync(store, key.Value);
        Assert.NotEqual(first.ETag, second.ETag);
        Assert.Equal(replacement, Text((await store.GetRangeAsync(key, second, 0, 100)).Content));
    }

    [Fact]
    public async Task A_streamed_object_has_a_version_too()
    {
        var store = await OpenAsync();
        var content = new byte[(17 << 20) + 13];
        new Random(2).NextBytes(content);
        await store.PutAsync(Key("large"), new TrickleStream(content));
        var range = await store.GetRangeAsync(Key("large"), await VersionAsync(store, "large"), 16_000_000, 1_000);
        Assert.Equal(VersionedResult.Same, range.Result);
        Assert.True(range.Content.Span.SequenceEqual(content.AsSpan(16_000_000, 1_000)));
    }

    [Fact]
    public async Task A_version_of_nothing_is_missing()
    {
        var store = await OpenAsync();
        var key = Key(ChangingFolder + "a");
        await store.PutAsync(key, Bytes("first"));
        var version = (await VersionAsync(store, key.Value)) with { VersionId = null };
        await store.DeleteAsync([key]);
        foreach (var none in new[] { key.Value, "none", ChangingFolder + "none/b" })
        {
            var range = await store.GetRangeAsync(Key(none), version, 0, 5);
            Assert.Equal((VersionedResult.Missing, 0), (range.Result, range.Content.Length));
        }
    }

    [Fact]
    public async Task A_version_that_never_was_is_changed()
    {
        var store = await OpenAsync();
        await store.PutAsync(Key("a"), Bytes("first"));
        Assert.Equal(VersionedResult.Changed, (await store.GetRangeAsync(Key("a"), new ObjectVersion("never"), 0, 5)).Result);
    }

    [Fact]
    public async Task Reading_a_version_checks_its_arguments_and_passes_cancellation()
    {
        var store = await OpenAsync();
        var version = new ObjectVersion("x");
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.GetRangeAsync(Key("a"), version, -1, 1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.GetRangeAsync(Key("a"), version, 0, -1));
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.GetRangeAsync(Key("a"), version, 0, 1, source.Token));
    }

    private static async Task<ObjectVersion> VersionAsync(IObjectStore store, string key)
    {
        var version = (await store.StatAsync(Key(key)))?.Version;
        Assert.False(string.IsNullOrEmpty(version?.ETag));
        Assert.DoesNotContain('"', version!.Value.ETag);
        return version.Value;
    }
}
