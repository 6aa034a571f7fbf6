using Amazon.S3;
using Amazon.S3.Model;

namespace LakeVersion.Storage.S3;

/// <summary>One upload in parts. Disposing it before it was completed drops the parts.</summary>
internal sealed class MultipartUpload : IAsyncDisposable
{
    private static readonly TimeSpan LongestDrop = TimeSpan.FromMinutes(1);

    private readonly S3Client client;
    private readonly StoreKey key;
    private readonly S3Encryption? encryption;
    private readonly Dictionary<int, string> parts = [];
    private readonly Lock gate = new();
    private string? id;
    private long length;

    public MultipartUpload(S3Client client, StoreKey key, S3Encryption? encryption) =>
        (this.client, this.key, this.encryption) = (client, key, encryption);

    /// <summary>Uploads a stream of any length that the plan carries; returns its length in bytes.</summary>
    /// <param name="beginning">What was read of it already; its memory becomes the first buffer.</param>
    /// <param name="rest">The rest.</param>
    /// <param name="plan">How to cut it.</param>
    /// <param name="cancellationToken">Drops the upload.</param>
    public async Task<long> PutUnknownAsync(byte[] beginning, Stream rest, PartPlan plan, CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken).ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = new List<Task<byte[]>>();
        try
        {
            var (buffer, filled) = (beginning, beginning.Length);
            for (var number = 1; filled > 0; number++)
            {
                var size = plan.PartBytes(number);
                if (buffer.Length < size)
                {
                    Array.Resize(ref buffer, size);
                }

                filled += await rest.ReadAtLeastAsync(buffer.AsMemory(filled, size - filled), size - filled, false, stop.Token).ConfigureAwait(false);
                length += filled;
                sending.Add(SendAsync(number, buffer, filled, stop.Token));
                if (filled < size)
                {
                    break;
                }

                if (number == PartPlan.MostParts)
                {
                    throw LakeException.Unsupported(
                        $"Writing s3://{client.Bucket}/{key} failed: the stream is longer than {plan.MostUnknownBytes:N0} bytes and of unknown length. "
                        + "Write it from a file, or allow an upload more memory.");
                }

                (buffer, filled) = (await FreeAsync(sending, plan, number + 1).ConfigureAwait(false), 0);
                filled = await rest.ReadAtLeastAsync(buffer.AsMemory(0, 1), 1, false, stop.Token).ConfigureAwait(false);
            }

            await Task.WhenAll(sending).ConfigureAwait(false);
        }
        catch
        {
            // Parts under way would outlive the upload's end.
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(sending)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await CompleteAsync(cancellationToken).ConfigureAwait(false);
        return length;
    }

    /// <summary>Uploads a long stream of known length, each part read from the source itself.</summary>
    /// <param name="source">It can seek, and is left open.</param>
    /// <param name="total">How many bytes from where it stands.</param>
    /// <param name="size">The bytes of each part but the last.</param>
    /// <param name="cancellationToken">Drops the upload.</param>
    public async Task<long> PutKnownAsync(Stream source, long total, long size, CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken).ConfigureAwait(false);
        var start = source.Position;
        for (var number = 1; length < total; number++)
        {
            var count = Math.Min(size, total - length);
            var from = start + length;
            await PartAsync(
                number,
                count,
                patience =>
                {
                    source.Position = from;
                    return new SentBody(source, patience);
                },
                cancellationToken).ConfigureAwait(false);
            length += count;
        }

        await CompleteAsync(cancellationToken).ConfigureAwait(false);
        return length;
    }

    /// <summary>Drops what was not completed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (id is not { } left)
        {
            return;
        }

        id = null;
        using var patience = new CancellationTokenSource(LongestDrop);
        try
        {
            await client.RunAsync(
                Call("Dropping the parts of", 0),
                (s3, wait) => s3.AbortMultipartUploadAsync(
                    new AbortMultipartUploadRequest { BucketName = client.Bucket, Key = key.Value, UploadId = left }, wait.Token),
                patience.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is LakeException or OperationCanceledException)
        {
            // Why the upload failed is what the caller hears; a lifecycle rule of the bucket clears what stays (docs/storage.md).
        }
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // Not cancelled in the middle: an upload whose id was never learned could not be dropped.
        var begun = await client.RunAsync(Call("Writing", 0), (s3, patience) => s3.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest
            {
                BucketName = client.Bucket,
                Key = key.Value,
                ContentType = "application/octet-stream",
                ServerSideEncryptionMethod = S3Put.Method(encryption),
                ServerSideEncryptionKeyManagementServiceKeyId = encryption?.KeyId,
            },
            patience.Token), CancellationToken.None).ConfigureAwait(false);
        id = begun.UploadId;
    }

    private async Task<byte[]> SendAsync(int number, byte[] buffer, int count, CancellationToken cancellationToken)
    {
        await PartAsync(number, count, patience => S3Put.Body(buffer.AsMemory(0, count), patience), cancellationToken).ConfigureAwait(false);
        return buffer;
    }

    private async Task PartAsync(int number, long count, Func<Patience, Stream> body, CancellationToken cancellationToken)
    {
        var answer = await client.RunAsync(Call("Writing", count), async (s3, patience) =>
        {
            try
            {
                return await s3.UploadPartAsync(
                    new UploadPartRequest
                    {
                        BucketName = client.Bucket,
                        Key = key.Value,
                        UploadId = id,
                        PartNumber = number,
                        PartSize = count,
                        InputStream = body(patience),
                        UseChunkEncoding = false,
                        DisablePayloadSigning = false,
                    },
                    patience.Token).ConfigureAwait(false);
            }
            catch (AmazonS3Exception exception) when (S3Faults.Classify(exception) is S3Fault.NoUpload or S3Fault.Absent)
            {
                throw NoSuchUpload();
            }
        }, cancellationToken).ConfigureAwait(false);
        lock (gate)
        {
            parts[number] = answer.ETag;
        }
    }

    // A buffer whose part was sent, or a new one while memory allows. Parts that grow wait for the smaller ones to be gone.
    private static async Task<byte[]> FreeAsync(List<Task<byte[]>> sending, PartPlan plan, int next)
    {
        var size = plan.PartBytes(next);
        if (size > plan.PartBytes(next - 1))
        {
            await Task.WhenAll(sending).ConfigureAwait(false);
            sending.Clear();
            return new byte[size];
        }

        if (sending.Count < plan.Parallel(size))
        {
            return new byte[size];
        }

        var sent = await Task.WhenAny(sending).ConfigureAwait(false);
        sending.Remove(sent);
        return await sent.ConfigureAwait(false);
    }

    private async Task CompleteAsync(CancellationToken cancellationToken)
    {
        var tags = parts.OrderBy(static part => part.Key).Select(static part => new PartETag(part.Key, part.Value)).ToList();
        var tries = 0;
        var isDone = await client.RunAsync(Call("Writing", 0), async (s3, patience) =>
        {
            tries++;
            try
            {
                await s3.CompleteMultipartUploadAsync(
                    new CompleteMultipartUploadRequest { BucketName = client.Bucket, Key = key.Value, UploadId = id, PartETags = tags },
                    patience.Token).ConfigureAwait(false);
                return true;
            }
            catch (AmazonS3Exception exception) when (S3Faults.Classify(exception) is S3Fault.NoUpload or S3Fault.Absent)
            {
                return false;
            }
        }, cancellationToken).ConfigureAwait(false);

        // An earlier try whose answer was lost may have completed it. The first try had none before it: an object of that size is then an older one.
        if (!isDone)
        {
            var found = tries == 1 ? null : await new S3Reader(client).StatAsync(key, null, cancellationToken).ConfigureAwait(false);
            if (found?.SizeBytes != length || found.Value.Version?.ETag.EndsWith($"-{tags.Count}", StringComparison.Ordinal) != true)
            {
                id = null;
                throw NoSuchUpload();
            }
        }

        id = null;
    }

    // A rule of the bucket may drop uploads that take long.
    private LakeException NoSuchUpload() => LakeException.Unavailable($"Writing s3://{client.Bucket}/{key} failed: the server dropped the parts of the upload before they were put together. Write it again.");

    private S3Call Call(string verb, long bytes) => new(verb, client.Bucket, key.Value) { SentBytes = bytes };
}
