using System.Runtime.CompilerServices;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.Support;

/// <summary>A folder of fixtures, read only.</summary>
internal sealed class FolderStore(string root) : IObjectStore
{
    public string Name => root;

    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        File.Exists(PathOf(key)) ? await File.ReadAllBytesAsync(PathOf(key), cancellationToken) : (ReadOnlyMemory<byte>?)null;

    public async ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(StoreKey key, long offset, int length, CancellationToken cancellationToken = default)
    {
        if (await GetAsync(key, cancellationToken) is not { } content)
        {
            return null;
        }

        var begin = (int)Math.Min(offset, content.Length);
        return content.Slice(begin, Math.Min(length, content.Length - begin));
    }

    public ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(File.Exists(PathOf(key)) ? Info(PathOf(key)) : (ObjectInfo?)null);

    public async IAsyncEnumerable<ListItem> ListAsync(ListRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        var folder = Path.Combine(root, request.Prefix);
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder).Select(file => request.Prefix + Path.GetFileName(file)) : [];
        foreach (var name in files.Order(Utf8Order.Comparer).Where(name => request.StartAfter is null || Utf8Order.Compare(name, request.StartAfter) > 0))
        {
            yield return new ListItem(name, Info(Path.Combine(root, name)));
        }
    }

    public ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => throw ReadOnly();

    public ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default) => throw ReadOnly();

    public ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => throw ReadOnly();

    public ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default) => throw ReadOnly();

    public ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default) => throw ReadOnly();

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => throw ReadOnly();

    private static ObjectInfo Info(string path) => new(new FileInfo(path).Length, File.GetLastWriteTimeUtc(path));

    private static LakeException ReadOnly() => LakeException.Refused("Fixtures are read only.");

    private string PathOf(StoreKey key) => Path.Combine(root, key.Value);
}
