using Amazon.S3;
using Amazon.S3.Model;

namespace LakeVersion.Storage.S3;

/// <summary>Reads whole objects, and what the server says of them.</summary>
internal sealed class S3Reader
{
    private readonly S3Client client;

    public S3Reader(S3Client client) => this.client = client;

    /// <summary>The whole object, or null.</summary>
    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken) =>
        client.RunAsync<ReadOnlyMemory<byte>?>(Call(key), async (s3, patience) =>
        {
            try
            {
                // The SDK compares a whole object with the MD5 in its ETag, where the ETag is one.
                using var answer = await s3.GetObjectAsync(new GetObjectRequest { BucketName = client.Bucket, Key = key.Value }, patience.Token).ConfigureAwait(false);
                if (answer.ContentLength > Array.MaxLength)
                {
                    throw LakeException.Unsupported(
                        $"{Call(key)} failed: it has {answer.ContentLength} bytes, more than fit into memory at once. Read it by ranges.");
                }

                return await S3Body.ReadAsync(answer, patience).ConfigureAwait(false);
            }
            catch (AmazonS3Exception exception) when (S3Faults.Classify(exception) == S3Fault.Absent)
            {
                return null;
            }
        }, cancellationToken);

    /// <summary>Size, time and version, or null.</summary>
    public ValueTask<ObjectInfo?> StatAsync(StoreKey key, string? versionId, CancellationToken cancellationToken) =>
        client.RunAsync(Call(key) with { Verb = "Looking at" }, async (s3, patience) =>
        {
            try
            {
                var request = new GetObjectMetadataRequest { BucketName = client.Bucket, Key = key.Value, VersionId = versionId };
                var answer = await s3.GetObjectMetadataAsync(request, patience.Token).ConfigureAwait(false);
                return new ObjectInfo(answer.ContentLength, S3Time.Of(answer.LastModified), S3Version.Of(answer.ETag, answer.VersionId));
            }
            catch (AmazonS3Exception exception) when (S3Faults.Classify(exception) == S3Fault.Absent)
            {
                return (ObjectInfo?)null;
            }
        }, cancellationToken);

    private S3Call Call(StoreKey key) => new("Reading", client.Bucket, key.Value);
}
