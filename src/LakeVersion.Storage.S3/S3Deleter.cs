using Amazon.S3;
using Amazon.S3.Model;

namespace LakeVersion.Storage.S3;

/// <summary>Deletes objects, a thousand in a request.</summary>
internal sealed class S3Deleter
{
    private const int BatchKeys = 1000;
    private const int MostBatches = 4;

    private readonly S3Client client;

    public S3Deleter(S3Client client) => this.client = client;

    public async Task DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            S3ObjectStore.Check(key);
        }

        cancellationToken.ThrowIfCancellationRequested();

        // A batch is XML, which cannot carry every name.
        var (batched, single) = (keys.Where(IsXml), keys.Where(static key => !IsXml(key)));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MostBatches, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(batched.Chunk(BatchKeys).Concat(single.Chunk(1)), parallel, BatchAsync).ConfigureAwait(false);
    }

    private async ValueTask BatchAsync(StoreKey[] keys, CancellationToken cancellationToken)
    {
        if (keys.Length == 1)
        {
            await OneAsync(keys[0], cancellationToken).ConfigureAwait(false);
            return;
        }

        var call = new S3Call("Deleting", client.Bucket, keys[0].Value);
        var failed = await client.RunAsync(call, async (s3, patience) =>
        {
            try
            {
                var request = new DeleteObjectsRequest
                {
                    BucketName = client.Bucket, Quiet = true, Objects = [.. keys.Select(static key => new KeyVersion { Key = key.Value })],
                };
                await s3.DeleteObjectsAsync(request, patience.Token).ConfigureAwait(false);
                return null;
            }
            catch (DeleteObjectsException exception) when (exception.Response.DeleteErrors is { Count: > 0 } errors)
            {
                return errors;
            }
        }, cancellationToken).ConfigureAwait(false);

        // Each is asked for once more by itself: that repeats what may be repeated, and says well what may not. Only what was to be deleted:
        // where the answer names anything else, it is not believed, and all are.
        var names = (failed ?? []).Select(static error => error.Key ?? "").ToHashSet(StringComparer.Ordinal);
        var again = keys.Where(key => names.Contains(key.Value)).ToList();
        foreach (var key in again.Count == names.Count ? again : [.. keys])
        {
            await OneAsync(key, cancellationToken).ConfigureAwait(false);
        }
    }

    // Keys hold no control characters and no lone surrogates.
    private static bool IsXml(StoreKey key) => !key.Value.AsSpan().ContainsAny('\uFFFE', '\uFFFF');

    private async ValueTask OneAsync(StoreKey key, CancellationToken cancellationToken) =>
        await client.RunAsync(new S3Call("Deleting", client.Bucket, key.Value), async (s3, patience) =>
        {
            try
            {
                return await s3.DeleteObjectAsync(client.Bucket, key.Value, patience.Token).ConfigureAwait(false);
            }
            catch (AmazonS3Exception exception) when (S3Faults.Classify(exception) == S3Fault.Absent)
            {
                return null;
            }
        }, cancellationToken).ConfigureAwait(false);
}
