using LakeVersion.Storage.Probing;

namespace LakeVersion.Storage.S3;

/// <summary>Opens <c>s3://bucket/prefix</c>, each with a probe before its first create-only put.</summary>
/// <remarks>Stores of one bucket, reached in one way, share their connections and what the probe found.</remarks>
public sealed class S3StoreProvider : IStoreProvider, IDisposable
{
    private readonly S3StoreOptions options;
    private readonly Lock gate = new();
    private readonly Dictionary<(string Bucket, S3StoreOptions Options), (S3ObjectStore Store, ProbeVerdict Verdict)> buckets = [];

    /// <summary>Takes what a location does not say by itself.</summary>
    public S3StoreProvider(S3StoreOptions? options = null) => this.options = options ?? new S3StoreOptions();

    /// <inheritdoc/>
    public string Scheme => "s3";

    /// <inheritdoc/>
    public IObjectStore Open(string location)
    {
        var parsed = Parse(location);
        var (bucket, verdict) = Bucket(parsed);
        return new ProbedStore(parsed.Prefix is { } prefix ? new PrefixStore(bucket, prefix) : bucket, verdict, options.Entropy);
    }

    /// <summary>Opens the bucket of a location, and says which folder of it is meant (null for its root).</summary>
    /// <exception cref="LakeException">Invalid: the location is malformed.</exception>
    public (S3ObjectStore Bucket, StoreKey? Prefix) OpenBucket(string location)
    {
        var parsed = Parse(location);
        return (Bucket(parsed).Store, parsed.Prefix);
    }

    /// <summary>Closes the connections of every store that was opened here.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var (store, verdict) in buckets.Values)
            {
                store.Dispose();
                verdict.Dispose();
            }

            buckets.Clear();
        }
    }

    private S3Location Parse(string location)
    {
        ArgumentNullException.ThrowIfNull(location);
        return S3Location.Parse(location, options);
    }

    private (S3ObjectStore Store, ProbeVerdict Verdict) Bucket(S3Location location)
    {
        lock (gate)
        {
            if (!buckets.TryGetValue((location.Bucket, location.Options), out var bucket))
            {
                var store = new S3ObjectStore(location.Bucket, location.Options);
                bucket = (store, new ProbeVerdict($"The server of {store.Name} ({store.Server})"));
                buckets.Add((location.Bucket, location.Options), bucket);
            }

            return bucket;
        }
    }
}
