using System.Collections.Concurrent;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Verifying;

/// <summary>Checks all logs, several at a time, and what they say of each other: no entry refers to one that its log does not have.</summary>
internal sealed class LogsCheck(CheckRun run)
{
    private const int LogsAtOnce = 4;

    private readonly PackedMap newest = new();

    // Log → the greatest number that an entry of another refers to, and the entry. There are as many as logs that others came from.
    private readonly ConcurrentDictionary<string, (long N, string By)> claims = new(StringComparer.Ordinal);

    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = LogsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(LogRuns.AllAsync(run, cancellationToken), options, async (log, token) =>
        {
            newest.Set(run.Hash.Of(log.Log), _ => log.Runs[^1].Last);
            await new LogCheck(run, log, Claim).RunAsync(token).ConfigureAwait(false);
            run.Figures.Add(Figure.Logs);
        }).ConfigureAwait(false);
        foreach (var (log, anchor) in run.Anchors)
        {
            Claim(log, anchor.N, NumberedKey.For(GcRecord.Prefix, run.Gc.K).Value);
        }

        foreach (var (log, claim) in claims)
        {
            await CheckClaimAsync(log, claim.N, claim.By, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Claim(string log, long n, string by) =>
        claims.AddOrUpdate(log, (n, by), (_, known) => known.N >= n ? known : (n, by));

    private async ValueTask CheckClaimAsync(string log, long n, string by, CancellationToken cancellationToken)
    {
        var last = newest.Set(run.Hash.Of(log), known => known ?? 0) ?? 0;
        if (last >= n || n < 1 || (last == 0 && run.Lineage.IsLeftOut(log)))
        {
            return;
        }

        // The log may have gone on since it was listed.
        var runs = await LogRuns.OfAsync(run, log, cancellationToken).ConfigureAwait(false);
        last = runs.Count == 0 ? 0 : runs[^1].Last;
        for (var missing = last + 1; missing <= n && missing <= last + 3; missing++)
        {
            run.Sink.Add(new CheckFinding
            {
                Thing = log == GcRecord.Prefix ? CheckedThing.Collection : CheckedThing.Entry,
                Key = NumberedKey.For(log, missing).Value,
                Fault = $"Entry {missing} of {log} is missing: {by} refers to entry {n}, and the log ends at {last}. Entries were cut off.",
                Advice = Advice.CutOff,
                Names = [RefName.TryFromLog(log, out var name) ? name.ToString() : log],
            });
        }
    }
}
