using System.Runtime.CompilerServices;
using LakeVersion.Storage;

namespace LakeVersion.Outside;

/// <summary>What a user names outside the lake: an object, a folder, or a pattern such as <c>s3://bucket/drop/**/*.csv</c>.</summary>
/// <remarks>Keys are written as they are, not percent-encoded, save in <c>file://</c> locations; options such as <c>?endpoint=…</c> stand at the end.</remarks>
public sealed class OutsideSource
{
    private const string LogFolder = "_delta_log/";

    private readonly Func<string, IObjectStore> open;
    private readonly string scheme;
    private readonly string authority;
    private readonly string path;
    private readonly KeyPattern? pattern;

    private OutsideSource(Func<string, IObjectStore> open, string scheme, string authority, string path)
    {
        (this.open, this.scheme, this.authority, this.path) = (open, scheme, authority, path);
        pattern = KeyPattern.Read(path);
    }

    /// <summary>The place in words, without credentials or options.</summary>
    public string Name => scheme == OutsideUri.File ? OutsideStores.Rooted(path) : $"{scheme}://{authority}/{path}";

    /// <summary>As <see cref="Name"/>, and of a pattern the folder that is searched.</summary>
    internal string FolderName => pattern is null ? Name
        : scheme == OutsideUri.File ? OutsideStores.Rooted(pattern.Folder) : $"{scheme}://{authority}/{pattern.Folder}";

    /// <summary>True where the location has stars, and so means any number of objects.</summary>
    public bool IsPattern => pattern is not null;

    /// <summary>Reads a location; nothing is looked up yet.</summary>
    /// <param name="location">A path of this machine, <c>file:///path</c>, or <c>scheme://bucket/key</c>.</param>
    /// <param name="options">Who opens which scheme.</param>
    /// <exception cref="LakeException">Invalid: the location is malformed, or holds credentials. Unsupported: nobody opens its scheme.</exception>
    public static OutsideSource Parse(string location, LakeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var parsed = StoreLocation.Parse(location);
        var providers = options.OpenProviders();
        if (parsed.Scheme is not { } scheme)
        {
            var path = Path.GetFullPath(parsed.Text).Replace(Path.DirectorySeparatorChar, '/').TrimStart('/');
            return new OutsideSource(folder => providers.Open(OutsideStores.Rooted(folder)), OutsideUri.File, "", path);
        }

        var rest = parsed.Text[(scheme.Length + 3)..];
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        var query = question < 0 ? options.QueryFor(scheme) : rest[question..];
        var parts = (question < 0 ? rest : rest[..question]).Split('/', 2);
        if (parts[0].Length == 0 || parts[0].Contains('@', StringComparison.Ordinal))
        {
            throw LakeException.Invalid($"A location outside the lake is written as {scheme}://bucket/key, without user or password; credentials come from the environment.");
        }

        var store = providers.Open($"{scheme}://{parts[0]}{query}");
        return new OutsideSource(_ => store, scheme, parts[0], parts.Length > 1 ? parts[1] : "");
    }

    /// <summary>Finds what the location means, folders by pages, in the order of keys.</summary>
    /// <exception cref="LakeException">NotFound: nothing is there.</exception>
    public async IAsyncEnumerable<OutsideObject> FindAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (pattern is null && await FindNamedAsync(cancellationToken).ConfigureAwait(false) is { } named)
        {
            yield return named;
            yield break;
        }

        var found = false;
        var (store, prefix) = Folder();
        await foreach (var item in store.ListAsync(new ListRequest { Prefix = prefix }, cancellationToken).ConfigureAwait(false))
        {
            var name = item.Name[prefix.Length..];
            if (item.Info is { } info && pattern?.Matches(name) != false)
            {
                found = true;
                yield return Of(store, StoreKey.Parse(item.Name), info, FolderPath() + name, name, isNamed: false);
            }
        }

        if (!found)
        {
            throw LakeException.NotFound(IsPattern ? $"Nothing matches '{Name}'." : $"There is no object or folder '{Name}'.");
        }
    }

    /// <summary>The folder as a store of its own where it is a Delta table; else null.</summary>
    internal async ValueTask<IObjectStore?> FindTableAsync(CancellationToken cancellationToken)
    {
        if (pattern is not null || (path.Length > 0 && !StoreKey.TryParse(path.TrimEnd('/'), out _)))
        {
            return null;
        }

        var (store, prefix) = Folder();
        await foreach (var _ in store.ListAsync(new ListRequest { Prefix = prefix + LogFolder, Limit = 1 }, cancellationToken).ConfigureAwait(false))
        {
            return prefix.Length == 0 ? store : new PrefixStore(store, StoreKey.Parse(prefix.TrimEnd('/')));
        }

        return null;
    }

    // Files are read in the folder that was named, whatever links lead there; links below it are refused.
    private (IObjectStore Store, string Prefix) Folder() =>
        scheme == OutsideUri.File ? (open(FolderPath().TrimEnd('/')), "") : (open(""), FolderPath());

    private string FolderPath() => pattern?.Folder ?? (path.Length == 0 ? "" : path.TrimEnd('/') + "/");

    private async ValueTask<OutsideObject?> FindNamedAsync(CancellationToken cancellationToken)
    {
        if (!StoreKey.TryParse(path, out var whole))
        {
            return null;
        }

        var slash = path.LastIndexOf('/');
        var (store, key) = scheme == OutsideUri.File
            ? (open(slash < 0 ? "" : path[..slash]), StoreKey.Parse(path[(slash + 1)..]))
            : (open(""), whole);
        return await store.StatAsync(key, cancellationToken).ConfigureAwait(false) is { } info
            ? Of(store, key, info, path, path[(slash + 1)..], isNamed: true)
            : null;
    }

    private OutsideObject Of(IObjectStore store, StoreKey key, ObjectInfo info, string whole, string name, bool isNamed) => new()
    {
        Uri = Uri(whole), Name = name, IsNamed = isNamed, Store = store, Key = key, Info = info,
    };

    private string Uri(string whole) => OutsideUri.Of(scheme, authority, StoreKey.Parse(whole)).ToString();
}
