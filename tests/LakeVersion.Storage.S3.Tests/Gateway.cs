using LakeVersion.Testing.Stores;

namespace LakeVersion.Storage.S3.Tests;

/// <summary>The real server that these tests run against.</summary>
internal static class Gateway
{
    private const string Bucket = "lakeversion-s3-tests";

    /// <summary>The address of the server; skips the test where there is none.</summary>
    public static Uri Endpoint
    {
        get
        {
            var endpoint = Environment.GetEnvironmentVariable(S3TestServer.Variable);
            Assert.SkipWhen(string.IsNullOrEmpty(endpoint), TestStores.NoServer);
            return new Uri(endpoint!);
        }
    }

    /// <summary>How to reach it.</summary>
    public static S3StoreOptions Options => new() { Endpoint = Endpoint };

    /// <summary>The bucket, made where it is not there.</summary>
    public static async ValueTask<S3ObjectStore> BucketAsync(S3StoreOptions? options = null, string bucket = Bucket)
    {
        await GatewayAdmin.EnsureBucketAsync(Endpoint, bucket);
        return new S3ObjectStore(bucket, options ?? Options);
    }

    /// <summary>An empty store: a folder of the bucket that nobody else knows.</summary>
    public static async ValueTask<IObjectStore> OpenAsync(S3StoreOptions? options = null) =>
        new PrefixStore(await BucketAsync(options), StoreKey.Parse($"t/{Id128.Create(SystemEntropy.Instance)}"));
}
