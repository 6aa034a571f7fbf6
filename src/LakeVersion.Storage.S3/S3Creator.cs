namespace LakeVersion.Storage.S3;

/// <summary>Stores an object only where none is: <c>PutObject</c> with <c>If-None-Match: *</c>, sent once.</summary>
/// <remarks>
/// How an answer is read: 200 – created. 412 – an object was there. 409 – two such requests met; which took effect is not said. No answer, or
/// a broken server: not known, and the object may appear later. What was refused before the server looked (permission, bucket, region, clock,
/// any other 4xx) is an exception: nothing was stored.
/// </remarks>
internal sealed class S3Creator
{
    private readonly S3Client client;
    private readonly S3Encryption? encryption;

    public S3Creator(S3Client client, S3Encryption? encryption) => (this.client, this.encryption) = (client, encryption);

    public async ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var call = new S3Call("Creating", client.Bucket, key.Value) { SentBytes = content.Length };
        try
        {
            return await client.TryAsync(call, async (s3, patience) =>
            {
                var request = S3Put.Request(client.Bucket, key, content, encryption, patience);
                request.IfNoneMatch = "*";
                await s3.PutObjectAsync(request, patience.Token).ConfigureAwait(false);
                return new CreateOutcome(CreateResult.Created);
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (S3Client.IsOfRequest(exception))
        {
            return S3Faults.Classify(exception) switch
            {
                S3Fault.Exists => new CreateOutcome(CreateResult.Exists),
                S3Fault.Raced or S3Fault.Passing or S3Fault.Other => new CreateOutcome(CreateResult.Unknown, S3Faults.Describe(call, client.Server, exception)),
                _ => throw S3Faults.Describe(call, client.Server, exception),
            };
        }
    }
}
