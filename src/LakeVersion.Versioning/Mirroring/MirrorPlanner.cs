using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Compares the logs of a lake and its mirror: what is new, and whether the mirror is one.</summary>
/// <remarks>
/// One entry of each log is compared, the mirror's newest: it holds the digest of the one before, and so on down. Logs of tags and keeps are
/// looked at before those of branches, so that what they name is in a branch's log already.
/// </remarks>
internal sealed class MirrorPlanner(LakeStore source, IObjectStore target, MirrorScope scope)
{
    private const int LogsAtOnce = 8;

    private static readonly RefKind[] Looked = [RefKind.Keep, RefKind.Tag, RefKind.Branch, RefKind.System];

    /// <summary>What each log lacks, in the order in which logs are to be brought: settings, branches, tags, keeps.</summary>
    /// <param name="part">What a partial mirror recorded at its beginning; null where none is recorded yet, or the mirror is whole.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">Conflict: the mirror has an entry that the lake has not; the log and the number are named.</exception>
    public async ValueTask<IReadOnlyList<LogPlan>> PlanAsync(MirrorPart? part, CancellationToken cancellationToken)
    {
        var plans = new List<LogPlan>();
        foreach (var kind in Looked)
        {
            var names = new SortedSet<string>(StringComparer.Ordinal);
            await foreach (var name in new LogReader(target, source.Lineage).NamesAsync(kind, cancellationToken).ConfigureAwait(false))
            {
                names.Add(name.Log);
            }

            await foreach (var name in source.Logs.NamesAsync(kind, cancellationToken).ConfigureAwait(false))
            {
                if (scope.Takes(name))
                {
                    names.Add(name.Log);
                }
            }

            var logs = names.ToArray();
            var planned = new LogPlan[logs.Length];
            await source.Background.ForAsync(
                logs.Length, LogsAtOnce, async (i, token) => planned[i] = await PlanAsync(logs[i], part, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            plans.InsertRange(0, planned);
        }

        return plans;
    }

    private async ValueTask<LogPlan> PlanAsync(string log, MirrorPart? part, CancellationToken cancellationToken)
    {
        // The mirror first: what the lake gets meanwhile is only new.
        var has = await NumberedKey.NewestAsync(target, log, cancellationToken).ConfigureAwait(false);
        var newest = await NumberedKey.NewestAsync(source.Store, log, cancellationToken).ConfigureAwait(false);
        if (has > newest)
        {
            throw Diverged(log, newest + 1, $"the mirror has an entry {newest + 1}, but the log of {source.Store.Name} ends at {newest}");
        }

        if (has > 0 && !await IsSameAsync(log, has, cancellationToken).ConfigureAwait(false))
        {
            var n = await FirstDifferenceAsync(log, part?.Logs.GetValueOrDefault(log)?.N ?? 1, has, cancellationToken).ConfigureAwait(false);
            throw Diverged(log, n, $"entry {n} of the mirror is another than that of {source.Store.Name}");
        }

        var start = part is not null
            ? part.Logs.GetValueOrDefault(log)
            : scope.IsWhole || newest == 0 ? null : await StartAsync(log, newest, cancellationToken).ConfigureAwait(false);
        return new LogPlan(log, has > 0 ? has + 1 : start?.N ?? 1, newest, start);
    }

    // The state at the time is where the log begins; marks are passed over, as they only repeat one.
    private async ValueTask<LogStart> StartAsync(string log, long newest, CancellationToken cancellationToken)
    {
        var (low, high) = (1L, newest);
        while (scope.Since is not null && low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            var entry = await source.Logs.ReadAsync(log, middle, cancellationToken).ConfigureAwait(false);
            (low, high) = entry.Entry.Time <= scope.Since ? (middle, high) : (low, middle - 1);
        }

        var first = await source.Logs.ReadAsync(log, IsSystem(log) ? 1 : low, cancellationToken).ConfigureAwait(false);
        while (first.Entry is { IsMark: true, N: > 1 })
        {
            first = await source.Logs.ReadAsync(log, first.Entry.N - 1, cancellationToken).ConfigureAwait(false);
        }

        return new LogStart(first.Entry.N, first.Hash);
    }

    private static bool IsSystem(string log) => log.StartsWith(RefName.Folder(RefKind.System) + "/", StringComparison.Ordinal);

    private async ValueTask<bool> IsSameAsync(string log, long n, CancellationToken cancellationToken)
    {
        var key = NumberedKey.For(log, n);
        var mine = await target.GetAsync(key, cancellationToken).ConfigureAwait(false);
        var theirs = await source.Store.GetAsync(key, cancellationToken).ConfigureAwait(false);
        return mine is { } there && theirs is { } here && there.Span.SequenceEqual(here.Span);
    }

    // Entries that differ have only differing ones above them.
    private async ValueTask<long> FirstDifferenceAsync(string log, long first, long last, CancellationToken cancellationToken)
    {
        while (first < last)
        {
            var middle = first + ((last - first) / 2);
            (first, last) = await IsSameAsync(log, middle, cancellationToken).ConfigureAwait(false) ? (middle + 1, last) : (first, middle);
        }

        return first;
    }

    private LakeException Diverged(string log, long n, string how) => LakeException.Conflict(
        $"{target.Name} and {source.Store.Name} have parted at {log}, entry {n}: {how}. One of them was written to as if it were the only one. Nothing was changed; mirror to an empty place, and compare both with: lv audit --branch");
}
