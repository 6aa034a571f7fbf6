using System.Runtime.CompilerServices;
using LakeVersion.Storage;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Records;

namespace LakeVersion.Versioning.Logs;

/// <summary>Reads logs: the newest entry, one by number, or many, each checked to be what its key says.</summary>
public sealed class LogReader
{
    private const int ReadsAtOnce = 32;

    private readonly IObjectStore store;
    private readonly LakeLineage lineage;

    internal LogReader(IObjectStore store, LakeLineage lineage) => (this.store, this.lineage) = (store, lineage);

    internal LogReader(IObjectStore store, Id128 lake)
        : this(store, new LakeLineage(lake))
    {
    }

    /// <summary>The newest entry, or null where the log has none. One listing, and one read where it is not cached.</summary>
    public async ValueTask<StoredEntry?> HeadAsync(string log, CancellationToken cancellationToken = default)
    {
        var n = await NumberedKey.NewestAsync(store, log, cancellationToken).ConfigureAwait(false);
        return n == 0 ? null : await ReadAsync(log, n, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Entry n.</summary>
    /// <exception cref="LakeException">Corrupt: the entry is missing, damaged or another's.</exception>
    public async ValueTask<StoredEntry> ReadAsync(string log, long n, CancellationToken cancellationToken = default) =>
        await TryReadAsync(log, n, cancellationToken).ConfigureAwait(false)
        ?? throw (n < FirstOf(log)
            ? lineage.LeftOut($"Entry {n} of {log}")
            : LakeException.Corrupt($"{NumberedKey.For(log, n)}: entry {n} of {log} is missing; entries are never deleted."));

    /// <summary>Entry n, or null where it does not exist.</summary>
    /// <exception cref="LakeException">Corrupt: the entry is damaged or another's.</exception>
    public async ValueTask<StoredEntry?> TryReadAsync(string log, long n, CancellationToken cancellationToken = default)
    {
        var key = NumberedKey.For(log, n);
        if (await store.GetAsync(key, cancellationToken).ConfigureAwait(false) is not { } bytes)
        {
            return null;
        }

        var entry = LogEntry.FromBytes(key, bytes);
        if (!lineage.Knows(entry.Lake) || entry.Log != log || entry.N != n)
        {
            throw LakeException.Corrupt(
                $"{key}: expected entry {n} of {log} of lake {lineage.Id}, found entry {entry.N} of {entry.Log} of lake {entry.Lake}; the object was moved or copied here.");
        }

        return new StoredEntry(entry, LogEntry.HashOf(bytes.Span));
    }

    /// <summary>Entries in descending order from the newest, or from <paramref name="from"/>, to <paramref name="to"/>.</summary>
    public async IAsyncEnumerable<StoredEntry> NewestFirstAsync(
        string log, long? from = null, long to = 1, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var n = from ?? await NumberedKey.NewestAsync(store, log, cancellationToken).ConfigureAwait(false);
        for (to = Math.Max(to, FirstOf(log)); n >= to; n--)
        {
            yield return await ReadAsync(log, n, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Entries <paramref name="from"/> to <paramref name="to"/>, ascending, 32 requests at once; none where to is less than from.</summary>
    internal async ValueTask<List<StoredEntry>> RangeAsync(string log, long from, long to, CancellationToken cancellationToken)
    {
        var entries = new List<StoredEntry>();
        for (var n = from; n <= to; n += ReadsAtOnce)
        {
            var count = (int)Math.Min(ReadsAtOnce, to - n + 1);
            var first = n;
            entries.AddRange(await Task.WhenAll(
                Enumerable.Range(0, count).Select(i => ReadAsync(log, first + i, cancellationToken).AsTask())).ConfigureAwait(false));
        }

        return entries;
    }

    /// <summary>The newest entry up to <paramref name="head"/> that is no mark (fence, abort, feature): what brought the name to its state.</summary>
    /// <returns>Null where there is none. No read where the head itself is no mark.</returns>
    internal async ValueTask<StoredEntry?> MovementAsync(StoredEntry? head, CancellationToken cancellationToken)
    {
        while (head is { Entry: { IsMark: true } mark })
        {
            head = mark.N <= FirstOf(mark.Log) ? null : await ReadAsync(mark.Log, mark.N - 1, cancellationToken).ConfigureAwait(false);
        }

        return head;
    }

    /// <summary>The number of a log's first entry: 1, or where a partial mirror begins it.</summary>
    internal long FirstOf(string log) => lineage.FirstOf(log);

    /// <summary>The names of a kind that have a log, live or not, in key order.</summary>
    internal async IAsyncEnumerable<Refs.RefName> NamesAsync(
        Refs.RefKind kind, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new ListRequest { Prefix = Refs.RefName.Folder(kind) + "/", Folders = true };
        await foreach (var item in store.ListAsync(request, cancellationToken).ConfigureAwait(false))
        {
            if (item.IsFolder && Refs.RefName.TryFromLog(item.Name.TrimEnd('/'), out var name))
            {
                yield return name;
            }
        }
    }
}
