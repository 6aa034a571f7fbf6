using LakeVersion.Storage.Probing;

namespace LakeVersion.Storage.S3;

/// <summary>Opens <c>s3://bucket/prefix</c>, each with a probe before its first create-only put.</summary>
/// <remarks>Stores of one bucket, reached in one way, share their connections; opening a location again gives the same store.</remarks>
public sealed class S3StoreProvider : IStoreProvider, IDisposable
{
    private readonly S3StoreOptions options;
    private readonly Lock gate = new();
    private readonly Dictionary<(string Bucket, S3StoreOptions Options), S3ObjectStore> buckets = [];
    private readonly Dictionary<(S3ObjectStore Bucket, StoreKey? Prefix), ProbedStore> stores = [];

    /// <summary>Takes what a location does not say by itself.</summary>
    public S3StoreProvider(S3StoreOptions? options = null) => this.options = options ?? new S3StoreOptions();

    /// <inheritdoc/>
    public string Scheme => "s3";

    /// <inheritdoc/>
    public IObjectStore Open(string location)
    {
        var (bucket, prefix) = OpenBucket(location);
        lock (gate)
        {
            if (!stores.TryGetValue((bucket, prefix), out var store))
            {
                IObjectStore folder = prefix is { } name ? new PrefixStore(bucket, name) : bucket;
                store = new ProbedStore(folder, $"The server of {folder.Name} ({bucket.Server})", options.Entropy);
                stores.Add((bucket, prefix), store);
            }

            return store;
        }
    }

    /// <summary>Opens the bucket of a location, and says which folder of it is meant (null for its root).</summary>
    /// <exception cref="LakeException">Invalid: the location is malformed.</exception>
    public (S3ObjectStore Bucket, StoreKey? Prefix) OpenBucket(string location)
    {
        ArgumentNullException.ThrowIfNull(location);
        var parsed = S3Location.Parse(location, options);
        lock (gate)
        {
            if (!buckets.TryGetValue((parsed.Bucket, parsed.Options), out var bucket))
            {
                bucket = new S3ObjectStore(parsed.Bucket, parsed.Options);
                buckets.Add((parsed.Bucket, parsed.Options), bucket);
            }

            return (bucket, parsed.Prefix);
        }
    }

    /// <summary>Closes the connections of every store that was opened here.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var store in stores.Values)
            {
                store.Dispose();
            }

            foreach (var bucket in buckets.Values)
            {
                bucket.Dispose();
            }

            stores.Clear();
            buckets.Clear();
        }
    }
}
