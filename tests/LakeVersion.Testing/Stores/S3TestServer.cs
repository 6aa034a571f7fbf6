using Amazon.Runtime;
using Amazon.S3;
using LakeVersion.Storage;
using LakeVersion.Storage.S3;

namespace LakeVersion.Testing.Stores;

/// <summary>The S3 server that the environment names, with one bucket that all tests share; the credentials are the usual AWS environment's.</summary>
public sealed class S3TestServer
{
    /// <summary>The address of the server.</summary>
    public const string Variable = "LAKEVERSION_TEST_S3";

    private const string Bucket = "lakeversion-tests";

    private readonly Uri endpoint;

    private S3TestServer(Uri endpoint)
    {
        this.endpoint = endpoint;
        Provider = new S3StoreProvider(new S3StoreOptions { Endpoint = endpoint });
        Task.Run(MakeBucketAsync).GetAwaiter().GetResult();
    }

    /// <summary>The server; null where the environment names none.</summary>
    public static S3TestServer? Current { get; } =
        System.Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } endpoint ? new S3TestServer(new Uri(endpoint)) : null;

    /// <summary>Opens the server's locations, on connections that all tests of the process share.</summary>
    public IStoreProvider Provider { get; }

    /// <summary>What other programs read to find the server at an <c>s3://</c> location: ours, and all that follow AWS's customs.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["LAKEVERSION_ENDPOINT"] = endpoint.AbsoluteUri,
        ["AWS_ENDPOINT_URL_S3"] = endpoint.AbsoluteUri,
    };

    /// <summary>The location of an empty store: a folder that nobody else knows.</summary>
    public static string NewLocation() => $"s3://{Bucket}/t/{Id128.Create(SystemEntropy.Instance)}";

    // Its owner may make a bucket again.
    private async Task MakeBucketAsync()
    {
        using var client = new AmazonS3Client(new AmazonS3Config
        {
            ServiceURL = endpoint.AbsoluteUri,
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
        await client.PutBucketAsync(Bucket);
    }
}
