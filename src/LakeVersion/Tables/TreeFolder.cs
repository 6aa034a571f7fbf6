using System.Runtime.CompilerServices;
using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Versioning.Content;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Tables;

/// <summary>A table's folder in a lake as a store, so that Delta works on it as on any folder of keys.</summary>
/// <remarks>Reads come from a view; writes, where there is a transaction, are its own and nobody else's until it commits.</remarks>
internal sealed class TreeFolder : IObjectStore
{
    private const int MostOpen = 64;

    private readonly ITreeView view;
    private readonly Transaction? transaction;
    private readonly string prefix;
    private readonly Func<CancellationToken, ValueTask<DateTimeOffset>> storeTime;
    private readonly Lock gate = new();
    private readonly Dictionary<(StoreKey, ContentHash?, ExternalIdentity?), OpenContent> open = [];

    public TreeFolder(
        ITreeView view, Transaction? transaction, string table, string name, Func<CancellationToken, ValueTask<DateTimeOffset>> storeTime)
    {
        this.view = view;
        this.transaction = transaction;
        this.storeTime = storeTime;
        prefix = TablePath.Prefix(table);
        Name = name;
    }

    public string Name { get; }

    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default)
    {
        if (await EntryAsync(key, cancellationToken).ConfigureAwait(false) is not { } entry)
        {
            return null; // in a conditional expression this null would become an empty memory
        }

        return await view.Content.ReadAsync(entry, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(
        StoreKey key, long offset, int length, CancellationToken cancellationToken = default)
    {
        if (await EntryAsync(key, cancellationToken).ConfigureAwait(false) is not { } entry)
        {
            return null;
        }

        var content = await OpenAsync(key, entry, cancellationToken).ConfigureAwait(false);
        var end = Math.Min(offset + length, entry.SizeBytes);
        return offset >= end
            ? ReadOnlyMemory<byte>.Empty
            : await content.ReadAsync(offset, (int)(end - offset), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        await EntryAsync(key, cancellationToken).ConfigureAwait(false) is { } entry ? Info(entry) : null;

    public async ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var writer = Writer();
        await PutAsync(key, await writer.Upload.AddContentAsync(content, null, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default)
    {
        var entry = await Writer().Upload.AddContentAsync(content, null, cancellationToken).ConfigureAwait(false);
        await PutAsync(key, entry, cancellationToken).ConfigureAwait(false);
        return entry.SizeBytes;
    }

    public async ValueTask<CreateOutcome> CreateAsync(
        StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        if (await EntryAsync(key, cancellationToken).ConfigureAwait(false) is not null)
        {
            return new CreateOutcome(CreateResult.Exists);
        }

        await PutAsync(key, content, cancellationToken).ConfigureAwait(false);
        return new CreateOutcome(CreateResult.Created);
    }

    public ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public async IAsyncEnumerable<ListItem> ListAsync(
        ListRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var startAfter = request.StartAfter is { } after ? prefix + after : null;
        var left = request.Limit ?? int.MaxValue;
        string? folder = null;
        await foreach (var item in view.ScanAsync(prefix + request.Prefix, startAfter, cancellationToken).ConfigureAwait(false))
        {
            var name = item.Path.Value[prefix.Length..];
            var slash = request.Folders ? name.IndexOf('/', request.Prefix.Length) : -1;
            var line = slash < 0 ? name : name[..(slash + 1)];
            if (line == folder || (slash >= 0 && request.StartAfter is not null && Utf8Order.Compare(line, request.StartAfter) <= 0))
            {
                continue;
            }

            if (left-- == 0)
            {
                yield break;
            }

            folder = slash < 0 ? null : line;
            yield return new ListItem(line, slash < 0 ? Info(item.Entry!) : null);
        }
    }

    public ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (var key in keys)
        {
            Writer().Delete(LakePath.Parse(prefix + key.Value));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => storeTime(cancellationToken);

    private static ObjectInfo Info(TreeEntry entry) => new(entry.SizeBytes, entry.Modified ?? DateTimeOffset.UnixEpoch);

    private Transaction Writer() => transaction ?? throw LakeException.Refused($"{Name} is a snapshot and cannot be changed; begin a transaction on a branch.");

    private ValueTask<TreeEntry?> EntryAsync(StoreKey key, CancellationToken cancellationToken) =>
        LakePath.TryParse(prefix + key.Value, out var path) ? view.GetAsync(path, cancellationToken) : ValueTask.FromResult<TreeEntry?>(null);

    private async ValueTask PutAsync(StoreKey key, TreeEntry content, CancellationToken cancellationToken)
    {
        var modified = await storeTime(cancellationToken).ConfigureAwait(false);

        // The mark by which a tree counts and finds tables (docs/decisions/0004-table-mark.md).
        var mark = key == Delta.Log.LogKeys.Commit(0);
        Writer().Put(LakePath.Parse(prefix + key.Value), content with { Modified = modified, IsTableMark = mark });
    }

    // A Parquet file is read by many ranges; its chunk list is fetched once.
    private async ValueTask<OpenContent> OpenAsync(StoreKey key, TreeEntry entry, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (open.TryGetValue((key, entry.Sha256, entry.External), out var known))
            {
                return known;
            }
        }

        var content = await view.Content.OpenAsync(entry, cancellationToken).ConfigureAwait(false);
        lock (gate)
        {
            if (open.Count >= MostOpen)
            {
                open.Clear();
            }

            open[(key, entry.Sha256, entry.External)] = content;
        }

        return content;
    }
}
