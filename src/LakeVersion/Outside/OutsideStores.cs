using LakeVersion.Storage;

namespace LakeVersion.Outside;

/// <summary>Opens the stores in which objects outside the lake are, each once.</summary>
internal sealed class OutsideStores(LakeOptions options)
{
    private const int MostOpen = 1000;

    private readonly StoreProviders providers = options.OpenProviders();
    private readonly Lock gate = new();
    private readonly Dictionary<string, IObjectStore> open = new(StringComparer.Ordinal);

    /// <summary>The store of an object, and its key there.</summary>
    /// <exception cref="LakeException">Unsupported: nobody opens the scheme.</exception>
    public (IObjectStore Store, StoreKey Key) Locate(OutsideUri uri)
    {
        if (uri.Scheme != OutsideUri.File)
        {
            return (Open($"{uri.Scheme}://{uri.Authority}{options.QueryFor(uri.Scheme)}"), uri.Path);
        }

        var path = uri.Path.Value;
        var slash = path.LastIndexOf('/');
        var folder = slash < 0 ? "" : path[..slash];
        return (Open(Rooted(folder)), StoreKey.Parse(path[(slash + 1)..]));
    }

    /// <summary>A file URI's path as this machine writes it.</summary>
    public static string Rooted(string path) => OperatingSystem.IsWindows() ? path + (path.EndsWith(':') ? "/" : "") : "/" + path;

    private IObjectStore Open(string location)
    {
        lock (gate)
        {
            if (!open.TryGetValue(location, out var store))
            {
                if (open.Count >= MostOpen)
                {
                    open.Clear();
                }

                open.Add(location, store = providers.Open(location));
            }

            return store;
        }
    }
}
