using LakeVersion.Storage.S3.Inspecting;

namespace LakeVersion.Storage.S3;

/// <summary>A bucket of a server that speaks S3, as a store.</summary>
/// <remarks>
/// Requests are bounded in number and time, and repeated where that is harmless; a create-only put is sent once. Bodies are signed by their
/// SHA-256. The store's clock is the server's, known to about a second. Objects whose names are no <see cref="StoreKey"/> are not shown.
/// </remarks>
public sealed class S3ObjectStore : IObjectStore, IDisposable
{
    private readonly S3Client client;
    private readonly S3StoreOptions options;
    private readonly S3Reader reader;
    private readonly S3RangeReader ranges;
    private readonly S3Creator creator;
    private readonly S3Uploader uploader;

    /// <summary>Takes a bucket. Nothing is read or written yet.</summary>
    /// <exception cref="LakeException">Invalid: neither endpoint nor region is known, or an option is out of its limits.</exception>
    public S3ObjectStore(string bucket, S3StoreOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(bucket);
        this.options = (options ?? new S3StoreOptions()).Checked();
        client = new S3Client(bucket, this.options);
        reader = new S3Reader(client);
        ranges = new S3RangeReader(client, reader);
        creator = new S3Creator(client, this.options.Encryption);
        uploader = new S3Uploader(client, this.options);
    }

    /// <inheritdoc/>
    public string Name => $"s3://{client.Bucket}";

    /// <summary>The server's address, or the region of AWS; for messages.</summary>
    public string Server => client.Server;

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        reader.GetAsync(Check(key), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(
        StoreKey key, long offset, int length, CancellationToken cancellationToken = default) =>
        ranges.GetAsync(Check(key), offset, length, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<VersionedRange> GetRangeAsync(
        StoreKey key, ObjectVersion version, long offset, int length, CancellationToken cancellationToken = default) =>
        ranges.ReadAsync(Check(key), version, offset, length, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        reader.StatAsync(Check(key), null, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        await uploader.PutAsync(Check(key), content, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        return uploader.PutAsync(Check(key), content, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<CreateOutcome> CreateAsync(
        StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        creator.CreateAsync(Check(key), content, cancellationToken);

    /// <inheritdoc/>
    public ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default) => default;

    /// <inheritdoc/>
    public IAsyncEnumerable<ListItem> ListAsync(ListRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new S3Lister(client).ListAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        await new S3Deleter(client).DeleteAsync(keys, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default)
    {
        if (client.Clock.Now() is { } now)
        {
            return now;
        }

        try
        {
            await reader.StatAsync(StoreKey.Parse("lake.json"), null, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException) when (client.Clock.Now() is not null)
        {
            // Any answer brings the time, also that these credentials may read one folder of the bucket only.
        }

        return client.Clock.Now() ?? throw LakeException.Unsupported(
            $"{client.Server} tells no time with its answers (no Date header). LakeVersion needs the store's clock; look for a proxy that drops headers.");
    }

    /// <summary>Looks at the settings of the bucket that endanger a lake, or make it dear. Changes nothing.</summary>
    /// <param name="prefix">The lake's folder, without slashes at its ends; null for the bucket's root.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<IReadOnlyList<BucketFinding>> InspectAsync(string? prefix, CancellationToken cancellationToken = default) =>
        new BucketInspector(client).InspectAsync(string.IsNullOrEmpty(prefix) ? "" : prefix + "/", cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => client.Dispose();

    /// <summary>Refuses a key that was never parsed.</summary>
    internal static StoreKey Check(StoreKey key) =>
        key.Value.Length > 0 ? key : throw LakeException.Invalid("The key is empty. Parse keys with StoreKey.Parse.");
}
