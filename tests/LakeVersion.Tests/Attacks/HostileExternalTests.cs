using LakeVersion.Adopting;
using LakeVersion.Outside;
using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Tests.Adopting;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Tests.Attacks;

/// <summary>A lake of a stranger names content that the stranger could not read and the reader can.</summary>
[Trait("store", "none")]
public sealed class HostileExternalTests : IDisposable
{
    private const string Secret = "root:x:0:0";

    private readonly TemporaryFolder folder = new();
    private readonly MemoryProvider provider = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_lake_that_is_not_in_a_local_folder_names_no_files_of_this_machine()
    {
        var (uri, version) = await SecretAsync();
        var store = new MemoryStore();
        await PlantAsync(store, uri, version.ETag);
        await using var lake = await Lake.OpenAsync(store, new LakeOptions { Providers = [provider] });
        var e = await ReadAsync(lake, LakeErrorKind.Refused);
        Assert.Contains("LAKEVERSION_EXTERNAL", e.Message, StringComparison.Ordinal);

        await using var trusting = await Lake.OpenAsync(store, new LakeOptions { External = ExternalAccess.Only("file://" + folder.Path) });
        Assert.Equal(Secret, await TextAsync(trusting));
    }

    [Fact]
    public async Task A_lake_in_a_local_folder_must_know_the_tag_of_a_file()
    {
        var (uri, version) = await SecretAsync();
        var known = new LocalFolderStore(folder.Of("known"));
        await PlantAsync(known, uri, version.ETag);
        await using var own = await Lake.OpenAsync(folder.Of("known"));
        Assert.Equal(Secret, await TextAsync(own));

        await using var single = await Lake.OpenAsync(known, new LakeOptions { UnsafeSingleWriter = true });
        Assert.Equal(Secret, await TextAsync(single));

        var guessed = new LocalFolderStore(folder.Of("guessed"));
        await PlantAsync(guessed, uri, "a-8de0000000000000-1");
        await using var lake = await Lake.OpenAsync(guessed);
        var e = await ReadAsync(lake, LakeErrorKind.Corrupt);

        // The right tag is not handed out, or the next try would have it.
        Assert.DoesNotContain(version.ETag, e.Message, StringComparison.Ordinal);

        var untagged = new LocalFolderStore(folder.Of("untagged"));
        await PlantAsync(untagged, uri, "");
        await using var blind = await Lake.OpenAsync(untagged);
        await ReadAsync(blind, LakeErrorKind.Refused);
    }

    [Theory]
    [InlineData("file:///etc/../etc/passwd")]
    [InlineData("file:///etc/%2e%2e/etc/passwd")]
    [InlineData("file:////etc/passwd")]
    [InlineData("file:///etc//passwd")]
    [InlineData("file://localhost/etc/passwd")]
    [InlineData("FILE:///etc/passwd")]
    [InlineData("file:///etc/%70asswd")]
    [InlineData("/etc/passwd")]
    [InlineData(":///etc/passwd")]
    [InlineData("")]
    [InlineData("mem://user:hunter2@raw/key")]
    [InlineData("mem://raw/key?endpoint=http://hunter2")]
    [InlineData("mem://raw:9000/key")]
    [InlineData("mem:///key")]
    [InlineData("mem://raw/a/../key")]
    [InlineData("mem://raw")]
    public async Task A_name_that_is_no_plain_URI_is_not_followed(string uri)
    {
        await provider.Bucket("raw").PutAsync(StoreKey.Parse("key"), "x"u8.ToArray());
        var store = new MemoryStore();
        await PlantAsync(store, uri, "1");
        await using var lake = await Lake.OpenAsync(store, new LakeOptions { Providers = [provider], External = ExternalAccess.StoresAndFiles });
        var e = await ReadAsync(lake, LakeErrorKind.Corrupt);
        Assert.Contains("no plain URI", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", e.Message, StringComparison.Ordinal);
        Assert.Empty(provider.Opened);
    }

    [Theory]
    [InlineData("mem://raw/drop", true)]
    [InlineData("mem://raw/drop/", true)]
    [InlineData("mem://raw", true)]
    [InlineData("mem://", true)]
    [InlineData("mem://raw/dro", false)]
    [InlineData("mem://ra", false)]
    [InlineData("mem://other", false)]
    [InlineData("file:///", false)]
    public async Task A_reader_may_name_the_places_that_are_read(string root, bool isRead)
    {
        var bucket = provider.Bucket("raw");
        await bucket.PutAsync(StoreKey.Parse("drop/key"), "x"u8.ToArray());
        var tag = (await bucket.StatAsync(StoreKey.Parse("drop/key")))!.Value.Version!.Value.ETag;
        var store = new MemoryStore();
        await PlantAsync(store, "mem://raw/drop/key", tag);
        await using var lake = await Lake.OpenAsync(store, new LakeOptions { Providers = [provider], External = ExternalAccess.Only(root) });
        if (isRead)
        {
            Assert.Equal("x", await TextAsync(lake));
        }
        else
        {
            await ReadAsync(lake, LakeErrorKind.Refused);
            Assert.Empty(provider.Opened);
        }
    }

    [Fact]
    public async Task Nothing_is_read_where_nothing_is_allowed_or_nobody_opens_the_scheme()
    {
        var store = new MemoryStore();
        await PlantAsync(store, "mem://raw/key", "1");
        await using var none = await Lake.OpenAsync(store, new LakeOptions { Providers = [provider], External = ExternalAccess.None });
        await ReadAsync(none, LakeErrorKind.Refused);
        await using var nobody = await Lake.OpenAsync(store);
        await ReadAsync(nobody, LakeErrorKind.Unsupported);
    }

    [Fact]
    public async Task Content_of_known_digest_is_checked_whatever_its_tag_says()
    {
        var (uri, version) = await SecretAsync();
        var store = new LocalFolderStore(folder.Of("lake"));
        var entry = new TreeEntry
        {
            SizeBytes = Secret.Length,
            Sha256 = ContentHash.Of("something else"u8),
            Place = Locator.AtExternal(new ExternalIdentity(uri, version.ETag)),
        };
        await PlantAsync(store, entry);
        await using var lake = await Lake.OpenAsync(folder.Of("lake"));
        var e = await ReadAsync(lake, LakeErrorKind.Corrupt);
        Assert.Contains("SHA-256", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_could_not_be_read_afterwards_is_not_registered()
    {
        await SecretAsync();
        await using var lake = await Lake.CreateAsync(new MemoryStore());
        await using var change = await lake.Branch("main").BeginAsync();
        var e = await Assert.ThrowsAsync<LakeException>(async () => await change.AdoptAsync(folder.Of("passwd"), "x"));
        Assert.Equal(LakeErrorKind.Refused, e.Kind);
        await change.AdoptAsync(folder.Of("passwd"), "x", new AdoptOptions { Mode = AdoptMode.Copy });
        await change.CommitAsync("copy");
        Assert.Equal(Secret, await TextAsync(lake));
    }

    [Fact]
    public async Task A_lake_does_not_adopt_itself()
    {
        await using var lake = await Lake.CreateAsync(folder.Of("a/lake"));
        foreach (var source in new[] { "a/lake", "a", "a/lake/refs", "a/lake/lake.json", "a/**", "a/lake/*" })
        {
            await using var change = await lake.Branch("main").BeginAsync();
            var e = await Assert.ThrowsAsync<LakeException>(async () => await change.AdoptAsync("file://" + folder.Of(source), "x"));
            Assert.Equal(LakeErrorKind.Refused, e.Kind);
        }
    }

    [Fact]
    public async Task A_location_is_stored_without_its_options_and_one_with_credentials_is_refused_without_repeating_them()
    {
        await provider.Bucket("raw").PutAsync(StoreKey.Parse("drop/key"), "x"u8.ToArray());
        await using var lake = await Lake.CreateAsync("mem://lake/here?endpoint=http://127.0.0.1:9", new LakeOptions { Providers = [provider] });
        await using (var change = await lake.Branch("main").BeginAsync())
        {
            var e = await Assert.ThrowsAsync<LakeException>(async () => await change.AdoptAsync("mem://me:hunter2@raw/drop", "x"));
            Assert.Equal(LakeErrorKind.Invalid, e.Kind);
            Assert.DoesNotContain("hunter2", e.ToString(), StringComparison.Ordinal);
            await change.AdoptAsync("mem://raw/drop/key?endpoint=http://127.0.0.1:8", "x");
            await change.CommitAsync("adopt");
        }

        Assert.Equal("mem://raw/drop/key", (await (await lake.AtAsync("main")).Files.FindAsync("x"))!.ExternalUri);
        Assert.Equal("x", await TextAsync(lake));

        // Read by the lake's own options, as the reader gave them.
        Assert.Equal("mem://raw?endpoint=http://127.0.0.1:9", provider.Opened.Last());
    }

    private static Task PlantAsync(IObjectStore store, string uri, string tag) => PlantAsync(
        store, new TreeEntry { Kind = EntryKind.External, SizeBytes = uri.StartsWith("file:", StringComparison.Ordinal) ? Secret.Length : 1, External = new ExternalIdentity(uri, tag) });

    private static async Task PlantAsync(IObjectStore store, TreeEntry entry)
    {
        await using var lake = await Lake.CreateAsync(store);
        await using var change = await lake.Branch("main").BeginAsync();
        change.Inner.Put(LakePath.Parse("x"), entry);
        await change.CommitAsync(new CommitOptions { Message = "innocent", Author = "stranger" });
    }

    private static async Task<LakeException> ReadAsync(Lake lake, LakeErrorKind kind)
    {
        var e = await Assert.ThrowsAsync<LakeException>(async () => await TextAsync(lake));
        Assert.True(e.Kind == kind, $"expected {kind}, found {e.Kind}: {e.Message}");
        Assert.DoesNotContain(Secret, e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LakeException>(async () =>
        {
            await using var stream = await (await lake.AtAsync("main")).Files.OpenAsync("x");
            await stream.ReadExactlyAsync(new byte[1]);
        });
        return e;
    }

    private static async Task<string> TextAsync(Lake lake) =>
        System.Text.Encoding.UTF8.GetString((await (await lake.AtAsync("main")).Files.ReadAsync("x")).Span);

    private async Task<(string Uri, ObjectVersion Version)> SecretAsync()
    {
        await File.WriteAllTextAsync(folder.Of("passwd"), Secret);
        var info = await new LocalFolderStore(folder.Path).StatAsync(StoreKey.Parse("passwd"));
        return ("file://" + folder.Of("passwd"), info!.Value.Version!.Value);
    }
}
