using LakeVersion.Storage;
using LakeVersion.Versioning.Audit;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Verifying;

/// <summary>Checks one log: no gaps, each entry readable, its own, chained to the one before, and saying what its operation asks for.</summary>
/// <param name="run">The check.</param>
/// <param name="log">The log, as it was listed.</param>
/// <param name="claim">Takes the log, number and key of the entry that says so: another log has at least that entry.</param>
internal sealed class LogCheck(CheckRun run, LogRuns log, Action<string, long, string> claim)
{
    private const int MostMissing = 256;

    private StoredEntry? before;
    private bool isClosed;

    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        isClosed = await IsClosedAsync(cancellationToken).ConfigureAwait(false);
        var next = 1L;
        foreach (var (first, last) in log.Runs)
        {
            if (first > next)
            {
                before = null;
                TellMissing(next, first - 1);
            }

            for (var n = first; n <= last && n > 0; n += run.Options.RequestsAtOnce)
            {
                var (from, count) = (n, (int)Math.Min(run.Options.RequestsAtOnce, last - n + 1));
                foreach (var (number, stored) in await Task.WhenAll(
                    Enumerable.Range(0, count).Select(i => ReadAsync(from + i, cancellationToken))).ConfigureAwait(false))
                {
                    See(number, stored);
                }

                run.Figures.Add(Figure.Entries, count);
                run.Looked(count);
            }

            next = last + 1;
        }

        if (before?.Entry is { } head && RefName.TryFromLog(log.Log, out var name))
        {
            run.States.AddHead(name, head);
        }
    }

    // What a closed log led to is kept by the logs that it was published in; collections keep nothing of it (decision 0031).
    private async Task<bool> IsClosedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return RefName.TryFromLog(log.Log, out var name) && name.Kind == RefKind.Staging && log.Runs is [.., (_, var last)]
                && (await run.Logs.ReadAsync(log.Log, last, cancellationToken).ConfigureAwait(false))?.Entry.Op == LogOperation.Retire;
        }
        catch (LakeException e) when (CheckRun.IsFault(e))
        {
            return false; // Told when its turn comes.
        }
    }

    private async Task<(long N, StoredEntry? Stored)> ReadAsync(long n, CancellationToken cancellationToken)
    {
        try
        {
            return (n, await run.Logs.ReadAsync(log.Log, n, cancellationToken).ConfigureAwait(false));
        }
        catch (LakeException e) when (CheckRun.IsFault(e))
        {
            Tell(n, e.Message, Advice.Entry);
            return (n, null);
        }
    }

    private void See(long n, StoredEntry? stored)
    {
        if (stored is { Entry: var entry })
        {
            if (n == 1 || before is not null)
            {
                foreach (var fault in ChainVerifier.Compare(before, stored))
                {
                    // The entry behind vouches for the one before it, which is the one that was changed; both are in doubt.
                    Tell(n, fault.Fault, Advice.Record);
                    if (n > 1 && entry.Previous != before?.Hash)
                    {
                        Tell(n - 1, $"Entry {n} follows an entry of digest {entry.Previous?.ToString() ?? "none"}, found {before?.Hash}: one of both was changed.", Advice.Record);
                    }
                }
            }

            if (run.Anchors.GetValueOrDefault(log.Log) is { } anchor && anchor.N == n && anchor.Hash != stored.Hash)
            {
                Tell(n, $"Collection {run.Gc.K} saw it with digest {anchor.Hash}, found {stored.Hash}: it was changed since.", Advice.Record);
            }

            if (EntryRules.Fault(entry) is { } broken)
            {
                Tell(n, $"Entry {n} says what it cannot: {broken}.", Advice.Record);
            }

            Follow(entry);
        }

        before = stored;
    }

    private void Follow(LogEntry entry)
    {
        var isExpired = run.Gc.IsExpired(new LogState(entry.Log, entry.N));
        if (run.Options.Revisions is null && run.States.Add(entry, isExpired || isClosed) > 0 && isExpired)
        {
            run.Figures.Add(Figure.ExpiredStates);
        }

        var key = entry.StoreKey.Value;
        if (entry.Source is { } source && RefName.TryFromLog(source.Log, out _))
        {
            claim(source.Log, source.N, key);
        }

        if (entry.Settings > 0)
        {
            claim(RefName.Settings.Log, entry.Settings, key);
        }

        if (entry.Fence is { } k)
        {
            claim(GcRecord.Prefix, k, key);
        }
    }

    private void TellMissing(long first, long last)
    {
        for (var n = first; n <= last && n < first + MostMissing; n++)
        {
            Tell(n, first == last ? $"Entry {n} of {log.Log} is missing; entries are never deleted." : $"Entries {first} to {last} of {log.Log} are missing; entries are never deleted.", Advice.Entry);
        }
    }

    private void Tell(long n, string fault, string advice) => run.Sink.Add(new CheckFinding
    {
        Thing = CheckedThing.Entry,
        Key = NumberedKey.For(log.Log, n).Value,
        Fault = fault,
        Advice = advice,
        Names = [RefName.TryFromLog(log.Log, out var name) ? name.ToString() : log.Log],
    });
}
