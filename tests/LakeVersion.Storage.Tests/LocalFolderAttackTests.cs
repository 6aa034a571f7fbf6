using LakeVersion.Storage.Local;
using LakeVersion.Testing;

namespace LakeVersion.Storage.Tests;

public sealed class LocalFolderAttackTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly LocalFolderStore store;

    public LocalFolderAttackTests()
    {
        Directory.CreateDirectory(folder.Of("outside"));
        File.WriteAllText(folder.Of("outside/secret"), "secret");
        store = new LocalFolderStore(folder.Of("lake"));
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("../outside/secret")]
    [InlineData("a/../../outside/secret")]
    [InlineData("..")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/./b")]
    [InlineData("a\0b")]
    [InlineData("a/b/")]
    public void A_name_that_leads_elsewhere_is_no_key(string text) => Assert.False(StoreKey.TryParse(text, out _));

    [Fact]
    public void Halves_of_a_character_are_no_key_since_two_of_them_would_share_a_file()
    {
        Assert.False(StoreKey.TryParse("a\ud800", out _));
        Assert.False(StoreKey.TryParse("a\udfffb", out _));
        Assert.False(StoreKey.TryParse("\udc00\ud800", out _));
        Assert.False(StoreKey.TryParse("a\U0001f600\ud800", out _));
        Assert.True(StoreKey.TryParse("a/\U0001f600b\U0001f600", out _));
    }

    [Theory]
    [InlineData(".lakeversion-tmp")]
    [InlineData(".lakeversion-tmp/a")]
    [InlineData(".LakeVersion-TMP/a")]
    public async Task The_folder_of_unfinished_files_holds_no_keys(string text)
    {
        await store.PutAsync(StoreKey.Parse("a"), "x"u8.ToArray());
        File.WriteAllText(folder.Of("lake/.lakeversion-tmp/a"), "unfinished");
        var key = StoreKey.Parse(text);
        foreach (var use in new Func<Task>[]
        {
            async () => await store.GetAsync(key),
            async () => await store.StatAsync(key),
            async () => await store.PutAsync(key, "x"u8.ToArray()),
            async () => await store.CreateAsync(key, "x"u8.ToArray()),
            async () => await store.SettleAsync(key),
            async () => await store.DeleteAsync([key]),
        })
        {
            Assert.Equal(LakeErrorKind.Invalid, (await Assert.ThrowsAsync<LakeException>(use)).Kind);
        }
    }

    [Fact]
    public async Task Unfinished_files_are_not_listed()
    {
        await store.PutAsync(StoreKey.Parse("a"), "x"u8.ToArray());
        File.WriteAllText(folder.Of("lake/.lakeversion-tmp/left-over"), "unfinished");
        Assert.Equal(["a"], await NamesAsync(new ListRequest()));
        Assert.Equal(["a"], await NamesAsync(new ListRequest { Folders = true }));
        Assert.Empty(await NamesAsync(new ListRequest { Prefix = ".lakeversion-tmp/" }));
        Assert.Empty(await NamesAsync(new ListRequest { Prefix = ".lakeversion" }));
    }

    [Fact]
    public async Task A_link_out_of_the_root_is_refused_by_every_verb_and_nothing_outside_changes()
    {
        Directory.CreateDirectory(folder.Of("lake/real"));
        Directory.CreateSymbolicLink(folder.Of("lake/out"), folder.Of("outside"));
        File.CreateSymbolicLink(folder.Of("lake/real/file"), folder.Of("outside/secret"));
        foreach (var key in new[] { StoreKey.Parse("out/secret"), StoreKey.Parse("real/file") })
        {
            foreach (var use in new Func<Task>[]
            {
                async () => await store.GetAsync(key),
                async () => await store.GetRangeAsync(key, 0, 1),
                async () => await store.StatAsync(key),
                async () => await store.PutAsync(key, "x"u8.ToArray()),
                async () => await store.PutAsync(key, new MemoryStream([1])),
                async () => await store.CreateAsync(key, "x"u8.ToArray()),
                async () => await store.DeleteAsync([key]),
                async () => await NamesAsync(new ListRequest { Prefix = key.Value }),
                async () => await NamesAsync(new ListRequest()),
            })
            {
                var refusal = await Assert.ThrowsAsync<LakeException>(use);
                Assert.Equal(LakeErrorKind.Refused, refusal.Kind);
            }
        }

        Assert.Equal("secret", File.ReadAllText(folder.Of("outside/secret")));
        Assert.Single(Directory.GetFileSystemEntries(folder.Of("outside")));
    }

    [Fact]
    public async Task A_folder_of_unfinished_files_that_leads_elsewhere_is_refused()
    {
        Directory.CreateDirectory(folder.Of("lake"));
        Directory.CreateSymbolicLink(folder.Of("lake/.lakeversion-tmp"), folder.Of("outside"));
        foreach (var use in new Func<Task>[]
        {
            async () => await store.CreateAsync(StoreKey.Parse("a"), "x"u8.ToArray()),
            async () => await store.PutAsync(StoreKey.Parse("a"), "x"u8.ToArray()),
            async () => await store.PutAsync(StoreKey.Parse("a"), new MemoryStream([1])),
        })
        {
            Assert.Equal(LakeErrorKind.Refused, (await Assert.ThrowsAsync<LakeException>(use)).Kind);
        }

        Assert.Single(Directory.GetFileSystemEntries(folder.Of("outside")));
    }

    [Fact]
    public async Task The_root_itself_may_be_reached_by_a_link()
    {
        Directory.CreateSymbolicLink(folder.Of("lake"), folder.Of("outside"));
        await store.CreateAsync(StoreKey.Parse("a/b"), "x"u8.ToArray());
        Assert.Equal(["a/b", "secret"], await NamesAsync(new ListRequest()));
    }

    [Theory]
    [InlineData("a\\b")]
    [InlineData("c:/windows")]
    [InlineData("a/file:stream")]
    [InlineData("a./b")]
    [InlineData("a /b")]
    [InlineData("a/NUL")]
    [InlineData("a/com1.txt")]
    [InlineData("lpt9/b")]
    [InlineData("aux /b")]
    [InlineData("a?")]
    public void On_windows_a_name_that_means_something_else_is_refused(string text)
    {
        Assert.NotNull(new LocalPaths("c:\\lake", windows: true).Fault(text));
        Assert.Null(new LocalPaths("/lake", windows: false).Fault(text));
    }

    [Theory]
    [InlineData("refs/branches/main/7fffffffffff/ff/fe")]
    [InlineData("com10/nullable/console.txt")]
    [InlineData(".hidden/a.b")]
    public void On_windows_ordinary_names_pass(string text) => Assert.Null(new LocalPaths("c:\\lake", windows: true).Fault(text));

    private async Task<List<string>> NamesAsync(ListRequest request) =>
        await store.ListAsync(request).Select(static item => item.Name).ToListAsync();
}
