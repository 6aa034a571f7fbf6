using LakeVersion.Storage;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Logs;

/// <summary>Looks for the entry that has an idempotency key: 7 days of effective time back, at most 4,096 entries.</summary>
/// <remarks>Where the entries run out before the days, the search refuses instead of letting a step be done twice.</remarks>
internal sealed class KeySearch
{
    /// <summary>The most entries that are looked at.</summary>
    public const int MostEntries = 4096;

    private const int AtOnce = 32;

    private readonly LakeStore lake;
    private readonly string log;
    private readonly Dictionary<string, KeyHit> found = new(StringComparer.Ordinal);
    private long searchedTo;

    public KeySearch(LakeStore lake, string log) => (this.lake, this.log) = (lake, log);

    /// <summary>How far back a key counts, in effective time.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromDays(7);

    /// <summary>The entry, and where a commit has the key its member; null where there is none or the key is null.</summary>
    /// <exception cref="LakeException">Refused: the log moves too fast for the key to be looked for.</exception>
    public async ValueTask<KeyHit?> FindAsync(string? key, LogMoment moment, CancellationToken cancellationToken)
    {
        if (key is null || moment.Head is null)
        {
            return null;
        }

        await ReadNewAsync(key, moment.Head.Entry, cancellationToken).ConfigureAwait(false);
        return found.GetValueOrDefault(key);
    }

    // The first call reads back through the window; later ones only what winners added.
    private async ValueTask ReadNewAsync(string key, LogEntry head, CancellationToken cancellationToken)
    {
        // The clock that counts is that of the entry to come: never behind the newest one's.
        var storeTime = await lake.Store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        var since = (storeTime > head.Time ? storeTime : head.Time) - Window;
        var oldest = Math.Max(searchedTo + 1, head.N - MostEntries + 1);
        for (var to = head.N; to >= oldest; to -= AtOnce)
        {
            var batch = await lake.Logs.RangeAsync(log, Math.Max(oldest, to - AtOnce + 1), to, cancellationToken).ConfigureAwait(false);
            batch.ForEach(stored => Keep(stored, since));
            if (batch[0].Entry.Time < since)
            {
                searchedTo = head.N;
                return;
            }
        }

        if (oldest > searchedTo + 1)
        {
            throw LakeException.Refused(
                $"The idempotency key '{key}' cannot be looked for: {RefLabel.Of(log)} has more than {MostEntries:N0} entries in 7 days. Commit in fewer, larger steps, or without a key.");
        }

        searchedTo = head.N;
    }

    private void Keep(StoredEntry stored, DateTimeOffset since)
    {
        if (stored.Entry.Time < since)
        {
            return;
        }

        if (stored.Entry.Key is { } own)
        {
            found[own] = new KeyHit(stored, null);
        }

        foreach (var member in stored.Entry.Members ?? [])
        {
            if (member.Key is { } key)
            {
                found[key] = new KeyHit(stored, member);
            }
        }
    }
}

/// <summary>What has an idempotency key.</summary>
/// <param name="Stored">The entry.</param>
/// <param name="Member">The commit of it that has the key; null where the movement itself does.</param>
internal sealed record KeyHit(StoredEntry Stored, LogMember? Member);
