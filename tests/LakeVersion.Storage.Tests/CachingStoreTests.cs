using System.Text;
using LakeVersion.Testing;

namespace LakeVersion.Storage.Tests;

public sealed class CachingStoreTests : IDisposable
{
    private static readonly StoreKey Pack = StoreKey.Parse("packs/a");
    private readonly TemporaryFolder folder = new();
    private readonly MemoryStore origin = new();
    private readonly CountingStore counting;

    public CachingStoreTests() => counting = new CountingStore(origin);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_immutable_object_is_fetched_once_and_its_ranges_come_from_it()
    {
        var store = Open();
        await origin.PutAsync(Pack, "0123456789"u8.ToArray());
        Assert.Equal("0123456789", Text(await store.GetAsync(Pack)));
        Assert.Equal("0123456789", Text(await store.GetAsync(Pack)));
        Assert.Equal("345", Text(await store.GetRangeAsync(Pack, 3, 3)));
        Assert.Equal("", Text(await store.GetRangeAsync(Pack, 30, 3)));
        Assert.Equal(1, counting.Snapshot().Requests);
    }

    [Fact]
    public async Task A_range_is_kept_by_its_exact_place()
    {
        var store = Open();
        await origin.PutAsync(Pack, "0123456789"u8.ToArray());
        for (var n = 0; n < 2; n++)
        {
            Assert.Equal("345", Text(await store.GetRangeAsync(Pack, 3, 3)));
            Assert.Equal("3456", Text(await store.GetRangeAsync(Pack, 3, 4)));
            Assert.Equal("456", Text(await store.GetRangeAsync(Pack, 4, 3)));
        }

        Assert.Equal(3, counting.Snapshot().Ranges);
    }

    [Fact]
    public async Task What_may_change_is_always_asked_for()
    {
        var store = Open();
        var key = StoreKey.Parse("index/x");
        await store.PutAsync(key, "1"u8.ToArray());
        Assert.Equal("1", Text(await store.GetAsync(key)));
        await origin.PutAsync(key, "2"u8.ToArray());
        Assert.Equal("2", Text(await store.GetAsync(key)));
    }

    [Fact]
    public async Task Small_content_that_this_process_created_is_kept_and_large_content_is_not()
    {
        var store = Open(new CachingOptions { MaxWrittenBytes = 3 });
        await store.CreateAsync(Pack, "123"u8.ToArray());
        await store.PutAsync(StoreKey.Parse("packs/b"), "456"u8.ToArray());
        await store.CreateAsync(StoreKey.Parse("packs/c"), "6789"u8.ToArray());
        var before = counting.Snapshot();
        Assert.Equal("123", Text(await store.GetAsync(Pack)));
        Assert.Equal("456", Text(await store.GetAsync(StoreKey.Parse("packs/b"))));
        Assert.Equal(0, (counting.Snapshot() - before).Requests);
        Assert.Equal("6789", Text(await store.GetAsync(StoreKey.Parse("packs/c"))));
        Assert.Equal(1, (counting.Snapshot() - before).Requests);
    }

    [Theory]
    [InlineData(FaultKind.UnknownWithoutEffect)]
    [InlineData(FaultKind.UnknownWithEffect)]
    [InlineData(FaultKind.ExistsThoughCreated)]
    public async Task Content_whose_creation_is_not_certain_is_not_kept(FaultKind kind)
    {
        var store = new CachingStore(new FaultStore(counting) { Plan = new FaultPlan(1, kind) }, static _ => true);
        await store.CreateAsync(Pack, "mine"u8.ToArray());
        await origin.PutAsync(Pack, "theirs"u8.ToArray());
        Assert.Equal("theirs", Text(await store.GetAsync(Pack)));
    }

    [Fact]
    public async Task Memory_stays_within_its_budget_and_what_is_used_stays_longest()
    {
        const int Size = 1_000;
        var store = Open(new CachingOptions { MemoryBytes = 20 * Size });
        for (var n = 0; n < 100; n++)
        {
            await origin.PutAsync(StoreKey.Parse($"packs/{n}"), new byte[Size]);
            await store.GetAsync(StoreKey.Parse($"packs/{n}"));
            await store.GetAsync(StoreKey.Parse("packs/0"));
        }

        var before = counting.Snapshot();
        await store.GetAsync(StoreKey.Parse("packs/0"));
        await store.GetAsync(StoreKey.Parse("packs/99"));
        Assert.Equal(0, (counting.Snapshot() - before).Requests);
        await store.GetAsync(StoreKey.Parse("packs/50"));
        Assert.Equal(1, (counting.Snapshot() - before).Requests);
    }

    [Fact]
    public async Task The_disk_outlives_the_process_and_belongs_to_one_scope()
    {
        await origin.PutAsync(Pack, "0123456789"u8.ToArray());
        await OpenWithDisk("lake1").GetAsync(Pack);
        await OpenWithDisk("lake1").GetRangeAsync(Pack, 2, 2);
        var before = counting.Snapshot();
        Assert.Equal("0123456789", Text(await OpenWithDisk("lake1").GetAsync(Pack)));
        Assert.Equal("23", Text(await OpenWithDisk("lake1").GetRangeAsync(Pack, 2, 2)));
        Assert.Equal(0, (counting.Snapshot() - before).Requests);
        await OpenWithDisk("lake2").GetAsync(Pack);
        Assert.Equal(1, (counting.Snapshot() - before).Requests);
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("truncate")]
    [InlineData("empty")]
    [InlineData("swap")]
    public async Task A_damaged_file_of_the_disk_cache_is_a_miss(string damage)
    {
        var other = StoreKey.Parse("packs/b");
        await origin.PutAsync(Pack, "0123456789"u8.ToArray());
        await origin.PutAsync(other, "abcdefghij"u8.ToArray());
        await OpenWithDisk("lake").GetAsync(Pack);
        var file = Assert.Single(CacheFiles());
        await OpenWithDisk("lake").GetAsync(other);
        var bytes = await File.ReadAllBytesAsync(file);
        switch (damage)
        {
            case "flip":
                bytes[^1] ^= 1;
                break;
            case "truncate":
                bytes = bytes[..^1];
                break;
            case "empty":
                bytes = [];
                break;
            case "swap":
                bytes = await File.ReadAllBytesAsync(CacheFiles().Single(name => name != file));
                break;
        }

        await File.WriteAllBytesAsync(file, bytes);
        Assert.Equal("0123456789", Text(await OpenWithDisk("lake").GetAsync(Pack)));

        var before = counting.Snapshot();
        Assert.Equal("0123456789", Text(await OpenWithDisk("lake").GetAsync(Pack)));
        Assert.Equal(0, (counting.Snapshot() - before).Requests);
    }

    [Fact]
    public async Task The_disk_stays_within_its_budget()
    {
        var store = OpenWithDisk("lake", diskBytes: 20_000);
        for (var n = 0; n < 100; n++)
        {
            await origin.PutAsync(StoreKey.Parse($"packs/{n}"), new byte[1_000]);
            await store.GetAsync(StoreKey.Parse($"packs/{n}"));
            Assert.InRange(CacheFiles().Sum(static file => new FileInfo(file).Length), 1_000, 20_000);
        }
    }

    [Fact]
    public async Task What_this_process_deletes_or_puts_over_is_gone_from_memory_and_disk()
    {
        var store = OpenWithDisk("lake");
        await origin.PutAsync(Pack, "secret"u8.ToArray());
        await store.GetAsync(Pack);
        await store.GetRangeAsync(Pack, 1, 2);
        await store.PutAsync(Pack, new MemoryStream(new byte[6]));
        Assert.Equal(new string('\0', 6), Text(await store.GetAsync(Pack)));
        await store.DeleteAsync([Pack]);
        Assert.Null(await store.GetAsync(Pack));
        Assert.Empty(CacheFiles());
    }

    [Fact]
    public async Task A_disk_cache_that_cannot_be_written_does_no_harm()
    {
        await File.WriteAllTextAsync(folder.Of("cache"), "a file in the way");
        await origin.PutAsync(Pack, "content"u8.ToArray());
        Assert.Equal("content", Text(await OpenWithDisk("lake").GetAsync(Pack)));
    }

    [Fact]
    public void A_disk_cache_is_private_and_asks_for_a_scope()
    {
        Assert.Throws<ArgumentNullException>(() => Open(new CachingOptions { DiskFolder = folder.Of("cache") }));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(0, (int)FolderModeAfterUse() & 0b111_111);
        }
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private UnixFileMode FolderModeAfterUse()
    {
        new Caching.DiskCache(folder.Of("cache"), "lake", 10_000, SystemEntropy.Instance, TimeProvider.System)
            .Add(Caching.CachePlace.Whole(Pack), "x"u8.ToArray());
        return File.GetUnixFileMode(folder.Of("cache"));
    }

    private CachingStore Open(CachingOptions? options = null) =>
        new(counting, static key => key.Value.StartsWith("packs/", StringComparison.Ordinal), options);

    private CachingStore OpenWithDisk(string scope, long diskBytes = 1 << 20) =>
        Open(new CachingOptions { DiskFolder = folder.Of("cache"), Scope = scope, DiskBytes = diskBytes });

    private List<string> CacheFiles() => [.. Directory.EnumerateFiles(folder.Of("cache"), "*", SearchOption.AllDirectories)];

    private static string Text(ReadOnlyMemory<byte>? content) => Encoding.UTF8.GetString(content!.Value.Span);
}
