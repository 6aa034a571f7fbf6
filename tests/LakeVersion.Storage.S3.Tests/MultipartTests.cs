using Amazon.S3.Model;

namespace LakeVersion.Storage.S3.Tests;

/// <summary>Uploads that end before their end leave nothing.</summary>
public sealed class MultipartTests
{
    private readonly StoreKey key = StoreKey.Parse(Gateway.NewFolder() + "/upload");

    [Fact]
    public async Task An_upload_that_is_cancelled_half_way_leaves_no_parts_behind()
    {
        using var store = await Gateway.BucketAsync();
        using var stop = new CancellationTokenSource();
        var during = 0;
        var source = new PatternStream(200 << 20, at: place =>
        {
            if (place > 100 << 20 && !stop.IsCancellationRequested)
            {
                during = UploadsAsync().GetAwaiter().GetResult();
                stop.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.PutAsync(key, source, stop.Token));
        Assert.Equal(1, during);
        Assert.Equal(0, await UploadsAsync());
        Assert.Null(await store.StatAsync(key));
    }

    [Fact]
    public async Task An_upload_whose_source_fails_leaves_no_parts_behind_and_what_was_there_stays()
    {
        using var store = await Gateway.BucketAsync();
        await store.PutAsync(key, "before"u8.ToArray());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await store.PutAsync(key, new PatternStream(60 << 20, failAt: 40 << 20)));
        Assert.Equal(0, await UploadsAsync());
        Assert.Equal("before"u8.ToArray(), (await store.GetAsync(key))!.Value.ToArray());
        await store.DeleteAsync([key]);
    }

    [Fact]
    public async Task A_stream_of_known_length_is_read_part_by_part_from_where_it_stands_and_left_open()
    {
        using var client = new S3Client(Gateway.Bucket, Gateway.Options);
        using var store = await Gateway.BucketAsync();
        var content = PatternStream.Content((11 << 20) + 5);
        using var source = new MemoryStream(content) { Position = 5 };

        // Its parts are those of an object just above what is read without a known length; only the last one is short here.
        long length;
        await using (var upload = new MultipartUpload(client, key, null))
        {
            length = await upload.PutKnownAsync(source, content.Length - 5, 5 << 20, TestContext.Current.CancellationToken);
        }

        Assert.Equal(11 << 20, length);
        Assert.True(source.CanRead);
        Assert.EndsWith("-3", (await store.StatAsync(key))!.Value.Version!.Value.ETag, StringComparison.Ordinal);
        Same.Bytes(content.AsMemory(5), await store.GetAsync(key));
        Assert.Equal(0, await UploadsAsync());
        await store.DeleteAsync([key]);
    }

    [Fact]
    public async Task A_stream_of_known_length_that_ends_too_early_leaves_nothing()
    {
        using var client = new S3Client(Gateway.Bucket, Gateway.Options with { Tries = 1 });
        using var store = await Gateway.BucketAsync();
        using var source = new MemoryStream(new byte[6 << 20]);
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var upload = new MultipartUpload(client, key, null);
            await upload.PutKnownAsync(source, 12 << 20, 5 << 20, TestContext.Current.CancellationToken);
        });
        Assert.Equal(0, await UploadsAsync());
        Assert.Null(await store.StatAsync(key));
    }

    private async Task<int> UploadsAsync()
    {
        using var admin = GatewayAdmin.Client(Gateway.Endpoint);
        var listed = await admin.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Gateway.Bucket, Prefix = key.Value });
        return listed.MultipartUploads?.Count ?? 0;
    }
}
