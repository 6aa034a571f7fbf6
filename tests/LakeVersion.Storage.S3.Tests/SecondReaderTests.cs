using System.Text;

namespace LakeVersion.Storage.S3.Tests;

/// <summary>What our store wrote, read by a client that shares no code with it, and the other way round.</summary>
public sealed class SecondReaderTests : IAsyncLifetime
{
    private readonly string folder = Gateway.NewFolder();
    private S3ObjectStore bucket = null!;
    private PrefixStore store = null!;
    private MinioSide minio = null!;

    // Names as Delta's partitions and people's files have them.
    public static TheoryData<string> Names =>
    [
        "plain", "a/b/c.parquet", "two words", "year=2026/part-0.parquet", "a%20b", "100%", "a+b", "a&b=c?d#e", "it's \"quoted\"", "café/ñandú",
        "日本語", "emoji-🌊", "tilde~!$*(),;:@", "[brackets]{braces}", "back\\slash", "a  b", "<xml>&amp;", "e\u0301", "dot.", ".hidden/..a", "x\u007fy", "\uffff",
    ];

    public async ValueTask InitializeAsync()
    {
        bucket = await Gateway.BucketAsync();
        store = new PrefixStore(bucket, StoreKey.Parse(folder));
        minio = new MinioSide(Gateway.Bucket);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_object_of_any_name_is_the_same_to_both(string name)
    {
        var content = Encoding.UTF8.GetBytes("content of " + name);
        await store.PutAsync(StoreKey.Parse(name), content);
        var ours = await ListAsync();

        Assert.Equal([name], ours.Select(static item => item.Name));
        Assert.Equal(content, await minio.ReadAsync($"{folder}/{name}"));
        Assert.Equal(content, (await store.GetAsync(StoreKey.Parse(name)))!.Value.ToArray());
        Assert.Equal([$"{folder}/{name}"], (await minio.ListAsync(folder + "/")).Select(static item => item.Name));

        await store.DeleteAsync([StoreKey.Parse(name), StoreKey.Parse("never")]);
        Assert.Empty(await ListAsync());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_the_other_client_wrote_is_read_listed_and_deleted(string name)
    {
        var content = Encoding.UTF8.GetBytes("theirs of " + name);
        await minio.WriteAsync($"{folder}/{name}", content, "text/csv", new() { ["x-amz-meta-origin"] = "elsewhere" });

        Assert.Equal(content, (await store.GetAsync(StoreKey.Parse(name)))!.Value.ToArray());
        var stat = await store.StatAsync(StoreKey.Parse(name));
        var listed = Assert.Single(await ListAsync());
        Assert.Equal(name, listed.Name);
        Assert.Equal(content.Length, stat!.Value.SizeBytes);
        Assert.Equal(stat, listed.Info);
        Assert.Equal(CreateResult.Exists, (await store.CreateAsync(StoreKey.Parse(name), content)).Result);
        await store.DeleteAsync([StoreKey.Parse(name)]);
        Assert.Empty(await minio.ListAsync(folder + "/"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(PartPlan.FirstPartBytes - 1)]
    [InlineData(PartPlan.FirstPartBytes)]
    [InlineData((2 * PartPlan.FirstPartBytes) + 1)]
    [InlineData((5 * PartPlan.FirstPartBytes) - 7)]
    public async Task Puts_creations_and_uploads_have_the_size_and_the_content_that_were_given(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        await store.PutAsync(StoreKey.Parse("put"), content);
        await store.CreateAsync(StoreKey.Parse("created"), content);
        await store.PutAsync(StoreKey.Parse("stream"), new MemoryStream(content));
        await store.PutAsync(StoreKey.Parse("unknown"), new PatternStream(size));

        foreach (var name in (string[])["put", "created", "stream", "unknown"])
        {
            var stat = await minio.StatAsync($"{folder}/{name}");
            Assert.Equal(size, stat.Size);
            Assert.Equal("application/octet-stream", stat.ContentType);
            Assert.DoesNotContain(stat.MetaData, static pair => pair.Key.StartsWith("x-amz-meta-", StringComparison.OrdinalIgnoreCase));
            Assert.Equal((await store.StatAsync(StoreKey.Parse(name)))!.Value.Version!.Value.ETag, stat.ETag);
            var expected = name == "unknown" ? PatternStream.Content(size) : content;
            Same.Bytes(expected, await minio.ReadAsync($"{folder}/{name}"), name);
        }
    }

    [Fact]
    public async Task What_the_other_client_uploaded_in_parts_is_read_whole_and_by_ranges()
    {
        var content = PatternStream.Content(17 << 20);
        await minio.WriteAsync($"{folder}/large", content);

        var key = StoreKey.Parse("large");
        Assert.Contains("-", (await store.StatAsync(key))!.Value.Version!.Value.ETag, StringComparison.Ordinal);
        Same.Bytes(content, await store.GetAsync(key));
        Same.Bytes(content.AsMemory(5_000_000, 9_000_000), await store.GetRangeAsync(key, 5_000_000, 9_000_000));
    }

    public async ValueTask DisposeAsync()
    {
        if (store is not null)
        {
            await store.DeleteAsync([.. (await ListAsync()).Select(static item => StoreKey.Parse(item.Name))]);
            minio.Dispose();
            bucket.Dispose();
        }
    }

    private async Task<List<ListItem>> ListAsync()
    {
        var found = new List<ListItem>();
        await foreach (var item in store.ListAsync(new ListRequest()))
        {
            found.Add(item);
        }

        return found;
    }
}
