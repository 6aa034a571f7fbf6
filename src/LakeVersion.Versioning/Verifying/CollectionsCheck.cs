using LakeVersion.Storage;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Records;

namespace LakeVersion.Versioning.Verifying;

/// <summary>Checks the collection records and gives the run the newest: a chain like a log's, in which what was let go of only grows.</summary>
internal static class CollectionsCheck
{
    public static async ValueTask RunAsync(CheckRun run, CancellationToken cancellationToken)
    {
        (GcRecord Record, ContentHash Hash)? before = null;
        var next = 1L;
        foreach (var (first, last) in await LogRuns.OfAsync(run, GcRecord.Prefix, cancellationToken).ConfigureAwait(false))
        {
            if (first > next)
            {
                before = null;
                Tell(run, next, $"Record {next}{(first - 1 > next ? $" to {first - 1}" : "")} is missing; collection records are never deleted.", Advice.Repair);
            }

            for (var k = first; k <= last; k++)
            {
                var read = await ReadAsync(run, k, cancellationToken).ConfigureAwait(false);
                if (read is { } now)
                {
                    Compare(run, before, now.Record);
                    Take(run, now.Record);
                }

                before = read;
                run.Figures.Add(Figure.Entries);
                run.Looked();
            }

            next = last + 1;
        }
    }

    private static async ValueTask<(GcRecord Record, ContentHash Hash)?> ReadAsync(CheckRun run, long k, CancellationToken cancellationToken)
    {
        try
        {
            return await GcRecord.ReadAsync(run.Store, run.Lineage, k, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (CheckRun.IsFault(e))
        {
            Tell(run, k, e.Message, Advice.Repair);
            return null;
        }
    }

    private static void Compare(CheckRun run, (GcRecord Record, ContentHash Hash)? before, GcRecord now)
    {
        if (before is null && now.K > 1)
        {
            return; // What stands before it cannot be read, and was told.
        }

        if (now.Previous is { } previous ? previous != before?.Hash : before is not null && now.Heads is not null)
        {
            Tell(run, now.K, $"It follows a record of digest {now.Previous?.ToString() ?? "none"}: record {now.K - 1} has {before?.Hash.ToString() ?? "none"}.", Advice.Record);
        }

        if (before?.Record is { } old)
        {
            var shrunk = old.LowWater.FirstOrDefault(low => now.LowWater.GetValueOrDefault(low.Key) < low.Value);
            if (shrunk.Key is not null || now.SweepMax < old.SweepMax)
            {
                Tell(run, now.K, $"It keeps more than record {now.K - 1} let go of ({shrunk.Key ?? "sweepMax"}): each record repeats the maxima of all before.", Advice.Record);
            }
        }
    }

    private static void Take(CheckRun run, GcRecord record)
    {
        run.Gc = new GcView(record.K, record.SweepMax, record.LowWater, record.Time);
        run.Anchors = record.Heads ?? run.Anchors;
    }

    private static void Tell(CheckRun run, long k, string fault, string advice) => run.Sink.Add(new CheckFinding
    {
        Thing = CheckedThing.Collection, Key = NumberedKey.For(GcRecord.Prefix, k).Value, Fault = fault, Advice = advice,
    });
}
