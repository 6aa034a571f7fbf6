using System.Collections.Concurrent;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Locations;

/// <summary>Where a table lies, and who opens the files that its log names by absolute paths.</summary>
/// <remarks>
/// 1. A log may be written by anybody: files of this machine are opened only for a table that is itself a local folder.
/// 2. Any other scheme is opened where a provider knows it; <c>s3a</c> and <c>s3n</c>, as engines on Hadoop write them, are <c>s3</c>.
/// 3. What a location says besides the place, such as <c>?endpoint=…</c>, holds for absolute paths of the same scheme.
/// </remarks>
internal sealed class TableLocation : IAbsoluteFiles
{
    private readonly StoreProviders stores;
    private readonly string? scheme;
    private readonly string query;
    private readonly ConcurrentDictionary<string, IObjectStore> open = new(StringComparer.Ordinal);

    private TableLocation(StoreProviders stores, string? scheme, string query, IObjectStore folder) =>
        (this.stores, this.scheme, this.query, Folder) = (stores, scheme, query, folder);

    /// <summary>The table's folder.</summary>
    public IObjectStore Folder { get; }

    /// <summary>Reads a location; nothing is read or written yet.</summary>
    /// <exception cref="LakeException">Invalid: it is malformed. Unsupported: nobody opens its scheme.</exception>
    public static TableLocation Parse(string location, IEnumerable<IStoreProvider> providers)
    {
        var parsed = StoreLocation.Parse(location);
        var question = parsed.Scheme is null ? -1 : parsed.Text.IndexOf('?', StringComparison.Ordinal);
        var stores = new StoreProviders(providers);
        return new TableLocation(stores, parsed.Scheme, question < 0 ? "" : parsed.Text[question..], stores.Open(location));
    }

    /// <inheritdoc/>
    public (IObjectStore Store, StoreKey Key) Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var separator = path.IndexOf("://", StringComparison.Ordinal);
        return path.StartsWith('/') ? FindFile(path)
            : separator > 0 ? FindObject(path, path[..separator].ToLowerInvariant(), path[(separator + 3)..])
            : throw NoObject(path);
    }

    // Rule 1. A file is opened in its own folder, whatever links lead there; a link in its place is refused.
    private (IObjectStore Store, StoreKey Key) FindFile(string path)
    {
        if (scheme is not null)
        {
            throw LakeException.Refused(
                $"{Folder.Name} names the file '{path}' of this machine. A table that lies elsewhere may not: its writer could name anything that you can read.");
        }

        var slash = path.LastIndexOf('/');
        return StoreKey.TryParse(path[(slash + 1)..], out var key) ? (Open(slash == 0 ? "/" : path[..slash]), key) : throw NoObject(path);
    }

    // Rules 2 and 3.
    private (IObjectStore Store, StoreKey Key) FindObject(string path, string named, string rest)
    {
        var (kind, slash) = (named is "s3a" or "s3n" ? "s3" : named, rest.IndexOf('/', StringComparison.Ordinal));
        return slash > 0 && StoreKey.TryParse(rest[(slash + 1)..], out var key)
            ? (Open($"{kind}://{rest[..slash]}{(kind == scheme ? query : "")}"), key)
            : throw NoObject(path);
    }

    private IObjectStore Open(string location) => open.GetOrAdd(location, stores.Open);

    private LakeException NoObject(string path) =>
        LakeException.Invalid($"The log of {Folder.Name} names the file '{path}', which is no absolute path of an object: expected scheme://bucket/key or file:///path.");
}
