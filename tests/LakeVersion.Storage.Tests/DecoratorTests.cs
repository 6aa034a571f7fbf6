namespace LakeVersion.Storage.Tests;

public sealed class DecoratorTests
{
    private static readonly StoreKey Key = StoreKey.Parse("a/b");

    [Fact]
    public async Task Requests_and_bytes_are_counted_by_verb()
    {
        var store = new CountingStore(new MemoryStore());
        await store.PutAsync(Key, "12345"u8.ToArray());
        await store.PutAsync(StoreKey.Parse("c"), new MemoryStream(new byte[100]));
        var before = store.Snapshot();
        Assert.Equal(new StoreCounters { Puts = 2, BytesUp = 105 }, before);

        await store.CreateAsync(Key, "123"u8.ToArray());
        await store.GetAsync(Key);
        await store.GetAsync(StoreKey.Parse("none"));
        await store.GetRangeAsync(Key, 3, 10);
        await store.StatAsync(Key);
        await store.SettleAsync(Key);
        await store.GetTimeAsync();
        await store.ListAsync(new ListRequest()).ToListAsync();
        await store.DeleteAsync([Key, StoreKey.Parse("c"), StoreKey.Parse("none")]);

        var expected = new StoreCounters
        {
            Creates = 1,
            BytesUp = 3,
            Gets = 2,
            Ranges = 1,
            BytesDown = 7,
            Stats = 1,
            Settles = 1,
            Times = 1,
            Lists = 1,
            ListedItems = 2,
            Deletes = 1,
            DeletedKeys = 3,
        };
        Assert.Equal(expected, store.Snapshot() - before);
        Assert.Equal(8, expected.Requests);
    }

    [Fact]
    public async Task A_folder_of_a_store_leaves_its_neighbours_alone()
    {
        var whole = new MemoryStore(name: "memory");
        var folder = new PrefixStore(whole, StoreKey.Parse("x/y"));
        Assert.Equal("memory/x/y", folder.Name);
        await whole.PutAsync(Key, "whole"u8.ToArray());
        await folder.PutAsync(Key, "folder"u8.ToArray());
        await folder.DeleteAsync([StoreKey.Parse("b")]);
        Assert.Equal(["a/b", "x/y/a/b"], await whole.ListAsync(new ListRequest()).Select(static item => item.Name).ToListAsync());
        await folder.DeleteAsync([Key]);
        Assert.Equal(["a/b"], await whole.ListAsync(new ListRequest()).Select(static item => item.Name).ToListAsync());
    }

    [Fact]
    public async Task A_key_that_is_too_long_with_its_folder_is_invalid()
    {
        var folder = new PrefixStore(new MemoryStore(), StoreKey.Parse("folder"));
        var key = StoreKey.Parse(new string('a', 1_020));
        Assert.Equal(LakeErrorKind.Invalid, (await Assert.ThrowsAsync<LakeException>(async () => await folder.GetAsync(key))).Kind);
        Assert.Throws<LakeException>(() => new PrefixStore(new MemoryStore(), default));
    }
}
