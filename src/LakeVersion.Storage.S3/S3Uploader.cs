namespace LakeVersion.Storage.S3;

/// <summary>Stores objects, in one request where they fit and in parts where they do not.</summary>
internal sealed class S3Uploader
{
    private readonly S3Client client;
    private readonly S3Encryption? encryption;
    private readonly PartPlan plan;

    public S3Uploader(S3Client client, S3StoreOptions options)
    {
        this.client = client;
        encryption = options.Encryption;
        plan = new PartPlan(options.StreamMemoryBytes);
    }

    /// <summary>Stores what is in memory.</summary>
    public async Task PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var call = new S3Call("Writing", client.Bucket, key.Value) { SentBytes = content.Length };
        await client.RunAsync(
            call,
            (s3, patience) => s3.PutObjectAsync(S3Put.Request(client.Bucket, key, content, encryption, patience), patience.Token),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores a stream from where it stands to its end; returns its length in bytes.</summary>
    public async ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var known = content.CanSeek ? Math.Max(0, content.Length - content.Position) : (long?)null;
        if (known > plan.MostUnknownBytes)
        {
            var large = new MultipartUpload(client, key, encryption);
            await using var _ = large.ConfigureAwait(false);
            return await large.PutKnownAsync(content, known.Value, PartPlan.KnownPartBytes(known.Value), cancellationToken).ConfigureAwait(false);
        }

        var first = new byte[known < PartPlan.FirstPartBytes ? (int)known + 1 : PartPlan.FirstPartBytes];
        var length = await content.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (length < first.Length)
        {
            await PutAsync(key, first.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            return length;
        }

        // A file that grew behind its length would begin with a short part: what stands in memory goes on as the beginning.
        var upload = new MultipartUpload(client, key, encryption);
        await using var dropped = upload.ConfigureAwait(false);
        return await upload.PutUnknownAsync(first, content, known is { } told ? plan.Equal(told) : plan, cancellationToken).ConfigureAwait(false);
    }
}
