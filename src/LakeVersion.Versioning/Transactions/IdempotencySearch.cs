using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Transactions;

/// <summary>Looks for a commit that has an idempotency key: 7 days of effective time back, at most 4,096 entries.</summary>
/// <remarks>Where the entries run out before the days, the search refuses instead of doing a step twice.</remarks>
internal sealed class IdempotencySearch
{
    private const int MostEntries = 4096;
    private const int AtOnce = 32;
    private static readonly TimeSpan Window = TimeSpan.FromDays(7);

    private readonly LakeStore lake;
    private readonly RefName branch;
    private readonly Dictionary<string, (LogMember Member, LogState State)> found = new(StringComparer.Ordinal);
    private long searchedTo;

    public IdempotencySearch(LakeStore lake, RefName branch) => (this.lake, this.branch) = (lake, branch);

    /// <summary>The commit that has the key; null where there is none or the key is null.</summary>
    /// <exception cref="LakeException">Refused: the branch moves too fast for the key to be looked for.</exception>
    public async ValueTask<CommitResult?> FindAsync(string? key, LogMoment moment, CancellationToken cancellationToken)
    {
        if (key is null)
        {
            return null;
        }

        await ReadNewAsync(key, moment, cancellationToken).ConfigureAwait(false);
        if (!found.TryGetValue(key, out var hit))
        {
            return null;
        }

        var commit = await lake.Commits.ReadAsync(hit.Member.Commit, cancellationToken).ConfigureAwait(false);
        return new CommitResult(CommitStatus.Replayed, commit, hit.State);
    }

    // The first call reads back through the window; later ones only what winners added.
    private async ValueTask ReadNewAsync(string key, LogMoment moment, CancellationToken cancellationToken)
    {
        var newest = moment.Next - 1;
        var now = await lake.Store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        var oldest = Math.Max(searchedTo + 1, newest - MostEntries + 1);
        for (var to = newest; to >= oldest; to -= AtOnce)
        {
            var from = Math.Max(oldest, to - AtOnce + 1);
            var batch = await Task.WhenAll(
                Enumerable.Range(0, (int)(to - from + 1)).Select(i => lake.Logs.ReadAsync(branch.Log, from + i, cancellationToken).AsTask())).ConfigureAwait(false);
            foreach (var stored in batch)
            {
                Keep(stored.Entry);
            }

            if (batch[0].Entry.Time < now - Window)
            {
                searchedTo = newest;
                return;
            }
        }

        if (oldest > searchedTo + 1)
        {
            throw LakeException.Refused(
                $"The idempotency key '{key}' cannot be looked for: {branch} has more than {MostEntries:N0} entries in 7 days. Commit in fewer, larger steps, or without a key.");
        }

        searchedTo = newest;
    }

    private void Keep(LogEntry entry)
    {
        foreach (var member in entry.Members ?? [])
        {
            if (member.Key is { } key)
            {
                found[key] = (member, new LogState(entry.Log, entry.N));
            }
        }
    }
}
