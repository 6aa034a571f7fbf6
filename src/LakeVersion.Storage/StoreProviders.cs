namespace LakeVersion.Storage;

/// <summary>Opens stores from their locations: folders by itself, other schemes by the providers it was given.</summary>
public sealed class StoreProviders
{
    private readonly Dictionary<string, IStoreProvider> providers;
    private readonly LocalFolderOptions? localOptions;

    /// <summary>Takes the providers that a composition root wants.</summary>
    /// <param name="providers">One provider a scheme.</param>
    /// <param name="localOptions">For folders; null for the defaults.</param>
    /// <exception cref="ArgumentException">Two providers have one scheme.</exception>
    public StoreProviders(IEnumerable<IStoreProvider> providers, LocalFolderOptions? localOptions = null)
    {
        ArgumentNullException.ThrowIfNull(providers);
        this.providers = providers.ToDictionary(static provider => provider.Scheme, StringComparer.OrdinalIgnoreCase);
        this.localOptions = localOptions;
    }

    /// <summary>Opens the store at a path, <c>file:///path</c> or <c>scheme://…</c>. Nothing is read or written yet.</summary>
    /// <exception cref="LakeException">Invalid: the location is malformed. Unsupported: nobody knows its scheme.</exception>
    public IObjectStore Open(string location)
    {
        var parsed = StoreLocation.Parse(location);
        if (parsed.Scheme is null)
        {
            return new LocalFolderStore(parsed.Text, localOptions);
        }

        if (providers.TryGetValue(parsed.Scheme, out var provider))
        {
            return provider.Open(parsed.Text);
        }

        // The location itself may hold credentials.
        var known = string.Join(", ", providers.Keys.Append("file").Order(StringComparer.Ordinal).Select(static scheme => $"{scheme}://"));
        throw LakeException.Unsupported($"Nothing here opens '{parsed.Scheme}://' locations. Known are plain folders and {known}.");
    }
}
