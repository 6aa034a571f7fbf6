using LakeVersion.Testing.Stores;

namespace LakeVersion.Storage.S3.Tests;

/// <summary>The real server that these tests run against.</summary>
internal static class Gateway
{
    /// <summary>The bucket of these tests.</summary>
    public const string Bucket = "lakeversion-s3-tests";

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
        new PrefixStore(await BucketAsync(options), StoreKey.Parse(NewFolder()));

    /// <summary>A folder of the bucket that nobody else knows, without a closing slash.</summary>
    public static string NewFolder() => $"t/{Id128.Create(SystemEntropy.Instance)}";

    /// <summary>The keys of the second user, who may do nothing with the bucket.</summary>
    public static S3Credentials Stranger => new(
        Environment.GetEnvironmentVariable("LAKEVERSION_TEST_S3_STRANGER_ACCESS_KEY_ID") ?? "stranger",
        Environment.GetEnvironmentVariable("LAKEVERSION_TEST_S3_STRANGER_SECRET_ACCESS_KEY") ?? "stranger-tests-only");
}
