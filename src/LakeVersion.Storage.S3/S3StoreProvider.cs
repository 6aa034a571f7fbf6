namespace LakeVersion.Storage.S3;

/// <summary>Opens <c>s3://bucket/prefix</c>. Stores of one bucket, reached in one way, share connections and what was learned of the server.</summary>
public sealed class S3StoreProvider : IStoreProvider, IDisposable
{
    private readonly S3StoreOptions options;
    private readonly Lock gate = new();
    private readonly Dictionary<(string Bucket, S3StoreOptions Options), S3ObjectStore> open = [];

    /// <summary>Takes what a location does not say by itself.</summary>
    public S3StoreProvider(S3StoreOptions? options = null) => this.options = options ?? new S3StoreOptions();

    /// <inheritdoc/>
    public string Scheme => "s3";

    /// <inheritdoc/>
    public IObjectStore Open(string location)
    {
        ArgumentNullException.ThrowIfNull(location);
        var parsed = S3Location.Parse(location, options);
        var store = Bucket(parsed.Bucket, parsed.Options);
        return parsed.Prefix is { } prefix ? new PrefixStore(store, prefix) : store;
    }

    /// <summary>Closes the connections of every store that was opened here.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var store in open.Values)
            {
                store.Dispose();
            }

            open.Clear();
        }
    }

    private S3ObjectStore Bucket(string bucket, S3StoreOptions how)
    {
        lock (gate)
        {
            if (!open.TryGetValue((bucket, how), out var store))
            {
                store = new S3ObjectStore(bucket, how);
                open.Add((bucket, how), store);
            }

            return store;
        }
    }
}
