using Amazon.Runtime;
using Amazon.S3;

namespace LakeVersion.Storage.S3.Tests;

/// <summary>What tests do to the server beside the store: the plain SDK.</summary>
internal static class GatewayAdmin
{
    public static AmazonS3Client Client(Uri endpoint) => new(new AmazonS3Config
    {
        ServiceURL = endpoint.AbsoluteUri,
        ForcePathStyle = true,
        AuthenticationRegion = "us-east-1",
        RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
    });

    /// <summary>Makes a bucket; its owner may make it again.</summary>
    public static async Task EnsureBucketAsync(Uri endpoint, string bucket)
    {
        using var client = Client(endpoint);
        await client.PutBucketAsync(bucket);
    }
}
