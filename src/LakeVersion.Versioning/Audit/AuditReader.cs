using System.Globalization;
using System.Runtime.CompilerServices;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Audit;

/// <summary>Reads the logs as the audit history that they are.</summary>
public sealed class AuditReader
{
    // Entries of one time come in the order of their logs' keys, whatever the culture of the machine.
    private static readonly Comparer<(long Time, string Log)> Order = Comparer<(long Time, string Log)>.Create(
        (left, right) => left.Time != right.Time ? left.Time.CompareTo(right.Time) : Utf8Order.Compare(left.Log, right.Log));

    private readonly LakeStore lake;

    /// <summary>Reads the logs of a lake.</summary>
    public AuditReader(LakeStore lake)
    {
        ArgumentNullException.ThrowIfNull(lake);
        this.lake = lake;
    }

    /// <summary>The entries that a filter lets through, newest effective time first, over all its logs.</summary>
    public async IAsyncEnumerable<StoredEntry> ReadAsync(
        AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var logs = new List<IAsyncEnumerator<StoredEntry>>();
        try
        {
            // One cursor a log, merged by time: memory follows the number of logs, not of entries.
            var newest = new PriorityQueue<IAsyncEnumerator<StoredEntry>, (long Time, string Log)>(Order);
            foreach (var name in await NamesAsync(filter, cancellationToken).ConfigureAwait(false))
            {
                var cursor = lake.Logs.NewestFirstAsync(name.Log, cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);
                logs.Add(cursor);
                await EnqueueNextAsync(newest, cursor, filter).ConfigureAwait(false);
            }

            while (newest.TryDequeue(out var cursor, out _))
            {
                var stored = cursor.Current;
                if (filter.Matches(stored.Entry) && await ChangedAsync(stored.Entry, filter.Path, cancellationToken).ConfigureAwait(false))
                {
                    yield return stored;
                }

                await EnqueueNextAsync(newest, cursor, filter).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (var cursor in logs)
            {
                await cursor.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>The newest entry of a name, as a mark to keep elsewhere and compare with later.</summary>
    public async ValueTask<AuditMark> MarkAsync(RefName name, CancellationToken cancellationToken = default)
    {
        var head = await lake.Logs.HeadAsync(name.Log, cancellationToken).ConfigureAwait(false)
            ?? throw LakeException.NotFound($"{name} has no entries.");
        return new AuditMark(lake.Id, name.Log, head.Entry.N, head.Hash);
    }

    /// <summary>The names that an audit covers by default: all branches and tags, live or not, the settings, and erasures where there are any.</summary>
    public async ValueTask<IReadOnlyList<RefName>> NamesAsync(CancellationToken cancellationToken = default)
    {
        var all = new List<RefName> { RefName.Settings };
        if (await lake.Logs.HeadAsync(RefName.Erasures.Log, cancellationToken).ConfigureAwait(false) is not null)
        {
            all.Add(RefName.Erasures);
        }

        foreach (var kind in (RefKind[])[RefKind.Branch, RefKind.Tag])
        {
            await foreach (var name in lake.Logs.NamesAsync(kind, cancellationToken).ConfigureAwait(false))
            {
                all.Add(name);
            }
        }

        return all;
    }

    private static async ValueTask EnqueueNextAsync(
        PriorityQueue<IAsyncEnumerator<StoredEntry>, (long Time, string Log)> newest, IAsyncEnumerator<StoredEntry> cursor, AuditFilter filter)
    {
        // Times ascend with numbers, so an entry before the wanted time ends its log.
        if (await cursor.MoveNextAsync().ConfigureAwait(false) && (filter.Since is null || cursor.Current.Entry.Time >= filter.Since))
        {
            newest.Enqueue(cursor, (-cursor.Current.Entry.Time.UtcTicks, cursor.Current.Entry.Log));
        }
    }

    private async ValueTask<IReadOnlyList<RefName>> NamesAsync(AuditFilter filter, CancellationToken cancellationToken) =>
        filter.Names ?? await NamesAsync(cancellationToken).ConfigureAwait(false);

    private async ValueTask<bool> ChangedAsync(LogEntry entry, string? path, CancellationToken cancellationToken)
    {
        if (path is null)
        {
            return true;
        }

        if (entry.Before == entry.After || entry.Log == RefName.Settings.Log || entry.Log == RefName.Erasures.Log)
        {
            return false;
        }

        var before = await TreeAsync(entry.Before, cancellationToken).ConfigureAwait(false);
        var after = await TreeAsync(entry.After, cancellationToken).ConfigureAwait(false);
        return await PathComparison.DiffersAsync(before, after, path, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Tree> TreeAsync(CommitId? commit, CancellationToken cancellationToken) =>
        lake.TreeOf(commit is { } id ? await lake.Commits.ReadAsync(id, cancellationToken).ConfigureAwait(false) : lake.RootCommit);
}

/// <summary>A point of a log to compare with later.</summary>
/// <param name="Lake">The lake's id.</param>
/// <param name="Log">The log's key prefix.</param>
/// <param name="N">The entry's number.</param>
/// <param name="Hash">The digest of its stored bytes.</param>
public sealed record AuditMark(Id128 Lake, string Log, long N, ContentHash Hash)
{
    /// <summary>One line: lake, log, number, digest, parted by spaces.</summary>
    public override string ToString() => $"{Lake} {Log} {N} {Hash}";

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="LakeException">Invalid: another form.</exception>
    public static AuditMark Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length == 4 && Id128.TryParse(parts[0], out var lake) && RefName.TryFromLog(parts[1], out _)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= 1 && ContentHash.TryParse(parts[3], out var hash)
            ? new AuditMark(lake, parts[1], n, hash)
            : throw LakeException.Invalid($"'{text}' is not an audit mark; expected LAKE LOG NUMBER DIGEST as 'lv audit head' prints it.");
    }
}
