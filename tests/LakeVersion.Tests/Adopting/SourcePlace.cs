using System.Collections.Concurrent;
using LakeVersion.Outside;
using LakeVersion.Storage;
using LakeVersion.Testing;

namespace LakeVersion.Tests.Adopting;

/// <summary>Where the objects to adopt live: the seam by which the same tests run over every kind of place.</summary>
public abstract class SourcePlace : IDisposable
{
    /// <summary>The place as a store, empty at first, for a test to put its objects into.</summary>
    public abstract IObjectStore Store { get; }

    /// <summary>What a user writes for the place's root, without closing slash.</summary>
    public abstract string Location { get; }

    /// <summary>The same as lakes store it.</summary>
    public virtual string Uri => Location;

    /// <summary>Who opens the place.</summary>
    public virtual IReadOnlyList<IStoreProvider> Providers => [];

    /// <summary>Options that may read from the place.</summary>
    public LakeOptions Options => new() { Author = "ada", Providers = Providers, External = ExternalAccess.StoresAndFiles };

    public Task PutAsync(string key, string content) => PutAsync(key, System.Text.Encoding.UTF8.GetBytes(content));

    public async Task PutAsync(string key, byte[] content) => await Store.PutAsync(StoreKey.Parse(key), content);

    public async Task DeleteAsync(string key) => await Store.DeleteAsync([StoreKey.Parse(key)]);

    /// <summary>Puts all files of a folder of the disk below a name.</summary>
    public async Task PutFolderAsync(string folder, string name)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            await PutAsync($"{name}/{Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/')}", await File.ReadAllBytesAsync(file));
        }
    }

    /// <summary>Every object with its tag and digest: equal before and after, where nobody touched them.</summary>
    public async Task<IReadOnlyList<string>> StateAsync()
    {
        var lines = new List<string>();
        await foreach (var item in Store.ListAsync(new ListRequest()))
        {
            var content = await Store.GetAsync(StoreKey.Parse(item.Name));
            lines.Add($"{item.Name} {item.Info!.Value.Version!.Value.ETag} {ContentHash.Of(content!.Value.Span)}");
        }

        return lines;
    }

    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>A folder of this machine.</summary>
public sealed class FolderPlace : SourcePlace
{
    private readonly TemporaryFolder folder = new();

    public FolderPlace() => Store = new LocalFolderStore(folder.Path);

    public override IObjectStore Store { get; }

    public override string Location => "file://" + (OperatingSystem.IsWindows() ? "/" + folder.Path.Replace('\\', '/') : folder.Path);

    public override void Dispose()
    {
        folder.Dispose();
        base.Dispose();
    }
}

/// <summary>A bucket in memory, which a provider opens.</summary>
public sealed class MemoryPlace : SourcePlace
{
    private readonly MemoryProvider provider = new();

    public override IObjectStore Store => provider.Bucket("raw");

    public override string Location => "mem://raw";

    public override IReadOnlyList<IStoreProvider> Providers => [provider];
}

/// <summary>Buckets in memory, as <c>mem://bucket/prefix?options</c>.</summary>
public sealed class MemoryProvider : IStoreProvider
{
    private readonly ConcurrentDictionary<string, MemoryStore> buckets = new(StringComparer.Ordinal);

    /// <summary>The locations that were opened, in order.</summary>
    public ConcurrentQueue<string> Opened { get; } = [];

    public string Scheme => "mem";

    public MemoryStore Bucket(string name) => buckets.GetOrAdd(name, bucket => new MemoryStore(name: $"mem://{bucket}"));

    public IObjectStore Open(string location)
    {
        Opened.Enqueue(location);
        var parts = location["mem://".Length..].Split('?')[0].TrimEnd('/').Split('/', 2);
        return parts.Length == 1 ? Bucket(parts[0]) : new PrefixStore(Bucket(parts[0]), StoreKey.Parse(parts[1]));
    }
}
