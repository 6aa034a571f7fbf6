using Amazon.S3;
using LakeVersion.Storage;
using LakeVersion.Storage.S3;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Tests.Adopting;

/// <summary>A folder of a bucket on the server that the environment names; without one its tests are skipped.</summary>
public sealed class S3Place : SourcePlace
{
    private const string Bucket = "lakeversion-adopted";

    private static readonly Lazy<S3StoreProvider?> Server = new(Connect);

    private readonly string location = $"s3://{Bucket}/{Id128.Create(SystemEntropy.Instance)}";

    public override IObjectStore Store => Provider.Open(location);

    public override string Location => Server.Value is null ? throw Skipped() : location;

    public override IReadOnlyList<IStoreProvider> Providers => [Provider];

    private static S3StoreProvider Provider => Server.Value ?? throw Skipped();

    private static InvalidOperationException Skipped()
    {
        Assert.Skip(TestStores.NoServer);
        return new InvalidOperationException();
    }

    private static S3StoreProvider? Connect()
    {
        if (Environment.GetEnvironmentVariable(S3TestServer.Variable) is not { Length: > 0 } endpoint)
        {
            return null;
        }

        Task.Run(async () =>
        {
            using var client = new AmazonS3Client(new AmazonS3Config { ServiceURL = endpoint, ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
            await client.PutBucketAsync(Bucket);
        }).GetAwaiter().GetResult();
        return new S3StoreProvider(new S3StoreOptions { Endpoint = new Uri(endpoint) });
    }
}
