using LakeVersion.Storage;

namespace LakeVersion.Testing.Conformance;

/// <summary>What the listing of every store must do.</summary>
public abstract class ObjectListingConformance : StoreTest
{
    // Between them these tell order by UTF-8 from order by UTF-16, and a folder's place from its bare name's.
    private static readonly string[] OddNames =
        ["a-b", "a.c/d", "a/b", "a/b-c", "a0", "a b/c", "b/\ue000", "b/\U0001f600", "b/z", "b/é", "B", "~", "a'&+%<>=?#", "x\u0301"];

    /// <summary>False where the store's place cannot hold every name that a key allows (files on Windows).</summary>
    protected virtual bool HoldsAnyName => !OperatingSystem.IsWindows();

    [Fact]
    public async Task Keys_come_in_the_order_of_their_bytes()
    {
        var store = await OpenAsync();
        var names = HoldsAnyName ? OddNames : ["a-b", "a/b", "a/b-c", "a0", "b/c"];
        await FillAsync(store, names);
        Assert.Equal(names.Order(Utf8Order.Comparer), await NamesAsync(store, new ListRequest()));
    }

    [Fact]
    public async Task A_folder_sorts_with_its_slash()
    {
        var store = await OpenAsync();
        await FillAsync(store, "a-b", "a/b", "a0", "a.b", "a/b-c", "a/b0");
        Assert.Equal(["a-b", "a.b", "a/b", "a/b-c", "a/b0", "a0"], await NamesAsync(store, new ListRequest()));
        Assert.Equal(["a-b", "a.b", "a/", "a0"], await NamesAsync(store, new ListRequest { Folders = true }));
    }

    [Theory]
    [InlineData("", "a/b/c,a/bc/d,a/c,b")]
    [InlineData("a", "a/b/c,a/bc/d,a/c")]
    [InlineData("a/", "a/b/c,a/bc/d,a/c")]
    [InlineData("a/b", "a/b/c,a/bc/d")]
    [InlineData("a/b/", "a/b/c")]
    [InlineData("a/c", "a/c")]
    [InlineData("a/c/", "")]
    [InlineData("c", "")]
    [InlineData("none/none/", "")]
    [InlineData("/", "")]
    [InlineData("a//", "")]
    [InlineData("../", "")]
    [InlineData("a/../", "")]
    [InlineData("./", "")]
    public async Task A_prefix_may_end_anywhere(string prefix, string expected)
    {
        var store = await OpenAsync();
        await FillAsync(store, "a/b/c", "a/bc/d", "a/c", "b");
        Assert.Equal(expected, string.Join(',', await NamesAsync(store, new ListRequest { Prefix = prefix })));
    }

    [Theory]
    [InlineData("", "a/b/c,a/b/d,a/c,b")]
    [InlineData("a", "a/b/c,a/b/d,a/c,b")]
    [InlineData("a/b/c", "a/b/d,a/c,b")]
    [InlineData("a/b/cc", "a/b/d,a/c,b")]
    [InlineData("a/b/", "a/b/c,a/b/d,a/c,b")]
    [InlineData("a/b0", "a/c,b")]
    [InlineData("a/b/z", "a/c,b")]
    [InlineData("a/z", "b")]
    [InlineData("b", "")]
    [InlineData("c", "")]
    public async Task A_listing_starts_after_any_text(string startAfter, string expected)
    {
        var store = await OpenAsync();
        await FillAsync(store, "a/b/c", "a/b/d", "a/c", "b");
        Assert.Equal(expected, string.Join(',', await NamesAsync(store, new ListRequest { StartAfter = startAfter })));
    }

    [Theory]
    [InlineData("", null, "a/,b,c/")]
    [InlineData("a", null, "a/")]
    [InlineData("a/", null, "a/b/,a/bc/,a/c")]
    [InlineData("a/b", null, "a/b/,a/bc/")]
    [InlineData("a/b/", null, "a/b/c,a/b/d")]
    [InlineData("", "a", "a/,b,c/")]
    [InlineData("", "a/", "b,c/")]
    [InlineData("", "a/b/c", "b,c/")]
    [InlineData("", "b", "c/")]
    [InlineData("", "c/x", "")]
    [InlineData("a/", "a/b/", "a/bc/,a/c")]
    public async Task Folders_are_folded_behind_the_prefix_and_start_after_counts_by_item(
        string prefix, string? startAfter, string expected)
    {
        var store = await OpenAsync();
        await FillAsync(store, "a/b/c", "a/b/d", "a/bc/d", "a/c", "b", "c/x/y/z");
        var request = new ListRequest { Prefix = prefix, StartAfter = startAfter, Folders = true };
        Assert.Equal(expected, string.Join(',', await NamesAsync(store, request)));
    }

    [Fact]
    public async Task Items_tell_folders_from_objects_and_give_an_objects_size_time_and_tag()
    {
        var store = await OpenAsync();
        await FillAsync(store, "a/b", "cc");
        var items = await store.ListAsync(new ListRequest { Folders = true }).ToListAsync();
        Assert.True(items[0].IsFolder);
        Assert.False(items[1].IsFolder);
        Assert.Equal(WithoutVersionId(await store.StatAsync(Key("cc"))), WithoutVersionId(items[1].Info));
    }

    [Fact]
    public async Task A_limit_counts_items()
    {
        var store = await OpenAsync();
        await FillAsync(store, "a/b", "a/c", "b", "c/d");
        Assert.Empty(await NamesAsync(store, new ListRequest { Limit = 0 }));
        Assert.Equal(["a/b"], await NamesAsync(store, new ListRequest { Limit = 1 }));
        Assert.Equal(["a/c", "b"], await NamesAsync(store, new ListRequest { Limit = 2, StartAfter = "a/b" }));
        Assert.Equal(["a/", "b"], await NamesAsync(store, new ListRequest { Limit = 2, Folders = true }));
        Assert.Equal(4, (await NamesAsync(store, new ListRequest { Limit = 99 })).Count);
    }

    [Fact]
    public async Task A_folder_is_gone_with_its_last_object()
    {
        var store = await OpenAsync();
        await FillAsync(store, ChangingFolder + "a/b/c", ChangingFolder + "d/e");
        await store.DeleteAsync([Key(ChangingFolder + "a/b/c")]);
        Assert.Equal([ChangingFolder + "d/"], await NamesAsync(store, new ListRequest { Prefix = ChangingFolder, Folders = true }));
        Assert.Equal([ChangingFolder + "d/e"], await NamesAsync(store, new ListRequest()));
    }

    [Fact]
    public async Task A_long_listing_is_complete_and_can_be_taken_in_parts()
    {
        var store = await OpenAsync();
        var keys = Enumerable.Range(0, 1_250).Select(static n => $"{n % 3}/{n % 50}/{n}").Order(Utf8Order.Comparer).ToList();
        await FillAsync(store, keys);
        Assert.Equal(keys, await NamesAsync(store, new ListRequest()));

        var parts = new List<string>();
        while (await NamesAsync(store, new ListRequest { StartAfter = parts.LastOrDefault(), Limit = 400 }) is { Count: > 0 } part)
        {
            parts.AddRange(part);
        }

        Assert.Equal(keys, parts);
    }

    [Fact]
    public async Task A_listing_can_be_cancelled()
    {
        var store = await OpenAsync();
        await FillAsync(store, "a", "b", "c");
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var item in store.ListAsync(new ListRequest(), source.Token))
            {
                await source.CancelAsync();
            }
        });
    }

    // Listings of object storage do not tell version ids.
    private static ObjectInfo? WithoutVersionId(ObjectInfo? info) =>
        info is { Version: { } version } known ? known with { Version = version with { VersionId = null } } : info;
}
