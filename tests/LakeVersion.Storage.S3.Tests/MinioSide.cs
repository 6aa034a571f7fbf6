using Minio;
using Minio.DataModel;
using Minio.DataModel.Args;

namespace LakeVersion.Storage.S3.Tests;

/// <summary>The Minio client: what a program that knows nothing of us stores and sees in a bucket.</summary>
internal sealed class MinioSide(string bucket) : IDisposable
{
    private readonly IMinioClient client = new MinioClient()
        .WithEndpoint(Gateway.Endpoint.Authority)
        .WithCredentials(Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID"), Environment.GetEnvironmentVariable("AWS_SECRET_ACCESS_KEY"))
        .WithSSL(false)
        .Build();

    public Task<ObjectStat> StatAsync(string name) =>
        client.StatObjectAsync(new StatObjectArgs().WithBucket(bucket).WithObject(name), TestContext.Current.CancellationToken);

    public async Task<byte[]> ReadAsync(string name)
    {
        using var content = new MemoryStream();
        await client.GetObjectAsync(
            new GetObjectArgs().WithBucket(bucket).WithObject(name).WithCallbackStream(async (from, token) => await from.CopyToAsync(content, token)),
            TestContext.Current.CancellationToken);
        return content.ToArray();
    }

    public async Task WriteAsync(string name, byte[] content, string contentType = "application/octet-stream", Dictionary<string, string>? metadata = null)
    {
        using var body = new MemoryStream(content);
        var put = new PutObjectArgs().WithBucket(bucket).WithObject(name).WithStreamData(body).WithObjectSize(content.Length).WithContentType(contentType);
        await client.PutObjectAsync(metadata is null ? put : put.WithHeaders(metadata), TestContext.Current.CancellationToken);
    }

    /// <summary>Names, sizes and ETags of every object that begins with a prefix.</summary>
    public async Task<List<(string Name, long SizeBytes, string ETag)>> ListAsync(string prefix)
    {
        var found = new List<(string, long, string)>();
        var list = new ListObjectsArgs().WithBucket(bucket).WithPrefix(prefix).WithRecursive(true);
        await foreach (var item in client.ListObjectsEnumAsync(list, TestContext.Current.CancellationToken))
        {
            found.Add((item.Key, (long)item.Size, item.ETag.Trim('"')));
        }

        return found;
    }

    public void Dispose() => client.Dispose();
}
