using LakeVersion.Storage;
using LakeVersion.Versioning.Collection.Marking;
using LakeVersion.Versioning.Collection.Retention;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Settings;

namespace LakeVersion.Versioning.Collection;

/// <summary>Collects what nothing refers to any more (docs/format.md, section 7): what retention rules let go of, and what was never published.</summary>
/// <remarks>
/// 1. A record says what is let go of. Nothing is deleted before it is a grace period old, unless it lets go of no state. 2. Every log is
/// fenced. 3. What is kept is marked, from the logs as they are after the fences. 4. What is not marked is deleted, from epochs that the record
/// names. Any number of collectors may run at once, and be cut off anywhere: another run goes on. Writers never wait for one.
/// </remarks>
public sealed class Collector
{
    private static readonly IReadOnlySet<string> NoneClosed = new HashSet<string>();

    private readonly LakeStore lake;
    private readonly CollectionRecords records;

    internal Collector(LakeStore lake)
    {
        this.lake = lake;
        records = new CollectionRecords(lake);
    }

    /// <summary>For tests of tests.</summary>
    internal CollectorMutants Mutants { get; set; }

    /// <summary>Where collecting stands.</summary>
    public async ValueTask<CollectorStatus> StatusAsync(CancellationToken cancellationToken = default)
    {
        var settings = await SettingsAsync(cancellationToken).ConfigureAwait(false);
        var gc = await lake.ReadGcAsync(cancellationToken).ConfigureAwait(false);
        var status = new CollectorStatus { State = CollectorState.Never, Rules = settings.Rules, Grace = settings.Grace };
        if (gc.K == 0)
        {
            return status;
        }

        var record = await records.ReadAsync(gc.K, cancellationToken).ConfigureAwait(false);
        var (state, readyAt, outcome) = await StateAsync(record, cancellationToken).ConfigureAwait(false);
        return status with { State = state, Record = record, ReadyAt = readyAt, Outcome = outcome };
    }

    /// <summary>Tells what a collection would do, as the lake stands now: the one that waits, else a new one. Nothing is written.</summary>
    /// <exception cref="LakeException">Corrupt: a tree that is kept cannot be read.</exception>
    public async ValueTask<CollectionResult> PlanAsync(CollectorOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return await NotOvertakenAsync(async goesBy =>
        {
            var gc = await lake.ReadGcAsync(cancellationToken).ConfigureAwait(false);
            goesBy(gc.K);
            return await PlanAsync(gc, options, cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<CollectionResult> PlanAsync(GcView gc, CollectorOptions options, CancellationToken cancellationToken)
    {
        var before = GcView.None.LowWater;
        CollectionDecision decision;
        CollectionResult result;
        if (await PendingAsync(gc, cancellationToken).ConfigureAwait(false) is { } pending)
        {
            before = await BeforeAsync(pending, cancellationToken).ConfigureAwait(false);
            decision = new CollectionDecision(pending.SweepMax, pending.LowWater, TimeSpan.Zero);
            var (state, readyAt, _) = await StateAsync(pending, cancellationToken).ConfigureAwait(false);
            result = Result(pending.K, state, readyAt, decision, before);
        }
        else
        {
            before = gc.LowWater;
            (decision, _, var now) = await DecideAsync(gc, options, cancellationToken).ConfigureAwait(false);
            var readyAt = CollectionDecision.Expires(before, decision.LowWater) ? now + decision.Grace : (DateTimeOffset?)null;
            result = Result(gc.K + 1, readyAt is null ? CollectorState.Ready : CollectorState.Waiting, readyAt, decision, before);
        }

        var closed = await new GcFences(lake, options, Mutants).ClosedAsync(cancellationToken).ConfigureAwait(false);
        return result with { Freed = await CollectAsync(decision, before, closed, options, deletes: false, cancellationToken).ConfigureAwait(false) };
    }

    /// <summary>Goes on with the collection that waits, if its grace period is over; else makes a new one. Deletes what may be deleted.</summary>
    /// <returns>What was done: <see cref="CollectorState.Waiting"/> where the grace period is not over yet, <see cref="CollectorState.Done"/> where all that may be deleted was.</returns>
    /// <exception cref="LakeException">Corrupt: a tree that is kept cannot be read; nothing was deleted. Unsupported: a rule that this program does
    /// not know. Refused: the lake is a mirror. Unavailable: the store, or other writers won every try.</exception>
    public async ValueTask<CollectionResult> RunAsync(CollectorOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        lake.CheckWritable();
        var erasures = await EndErasuresAsync(options, cancellationToken).ConfigureAwait(false);
        var collected = await NotOvertakenAsync(async goesBy =>
        {
            var gc = await lake.ReadGcAsync(cancellationToken).ConfigureAwait(false);
            var record = await PendingAsync(gc, cancellationToken).ConfigureAwait(false)
                ?? await AnnounceAsync(gc, options, cancellationToken).ConfigureAwait(false);
            goesBy(record?.K ?? gc.K);
            return record is null
                ? new CollectionResult { K = gc.K, State = gc.K == 0 ? CollectorState.Never : CollectorState.Done, Expired = [] }
                : await CarryOutAsync(record, options, cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        return collected with { Erasures = erasures };
    }

    /// <summary>Carries out a collection of the lake that this is a mirror of: no log is fenced, as nothing is published here but by mirroring.</summary>
    /// <param name="record">The collection.</param>
    /// <param name="last">The one that was carried out here before; 0 for none.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends it; what was deleted by then stays deleted.</param>
    /// <exception cref="LakeException">Corrupt: a tree that is kept cannot be read; nothing was deleted.</exception>
    internal async ValueTask<CollectionResult> RepeatAsync(GcRecord record, long last, CollectorOptions options, CancellationToken cancellationToken)
    {
        var before = last == 0 ? GcView.None.LowWater : (await records.ReadAsync(last, cancellationToken).ConfigureAwait(false)).LowWater;
        var decision = new CollectionDecision(record.SweepMax, record.LowWater, TimeSpan.Zero);
        var later = (await lake.ReadGcAsync(cancellationToken).ConfigureAwait(false)).LowWater;
        var report = await CollectAsync(decision, before, NoneClosed, options, deletes: true, cancellationToken, later: later).ConfigureAwait(false);
        await NoteAsync(record.K, report, cancellationToken).ConfigureAwait(false);
        return Result(record.K, CollectorState.Done, null, decision, before) with { Freed = report };
    }

    private async ValueTask<CollectionResult> CarryOutAsync(GcRecord record, CollectorOptions options, CancellationToken cancellationToken)
    {
        var before = await BeforeAsync(record, cancellationToken).ConfigureAwait(false);
        var decision = new CollectionDecision(record.SweepMax, record.LowWater, TimeSpan.Zero);
        var (state, readyAt, _) = await StateAsync(record, cancellationToken).ConfigureAwait(false);
        var result = Result(record.K, state, readyAt, decision, before);
        if (state == CollectorState.Waiting && !Mutants.HasFlag(CollectorMutants.WaitsForNobody))
        {
            return result;
        }

        var report = await FenceAndCollectAsync(record.K, decision, before, options, cancellationToken).ConfigureAwait(false);
        await NoteAsync(record.K, report, cancellationToken).ConfigureAwait(false);
        return result with { State = CollectorState.Done, Freed = report };
    }

    // Who stood still while others collected further reads what those let go of and deleted: no damage, and to be begun anew.
    private async ValueTask<CollectionResult> NotOvertakenAsync(Func<Action<long>, ValueTask<CollectionResult>> collect, CancellationToken cancellationToken)
    {
        while (true)
        {
            var newest = long.MaxValue;
            try
            {
                return await collect(k => newest = k).ConfigureAwait(false);
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Corrupt)
            {
                if ((await lake.ReadGcAsync(cancellationToken).ConfigureAwait(false)).K <= newest)
                {
                    throw;
                }
            }
        }
    }

    // What is old comes back where a request that was given up long ago takes effect at last.
    private async ValueTask<ErasureFinish?> EndErasuresAsync(CollectorOptions options, CancellationToken cancellationToken)
    {
        var settings = await lake.Settings.CurrentAsync(cancellationToken).ConfigureAwait(false);
        return settings.Value.WriterFeatures.Contains(KnownFeatures.Erasures)
            ? await lake.Eraser.FinishAsync(
                new ErasureOptions { Author = options.Author, TemporaryFolder = options.TemporaryFolder, RequestsAtOnce = options.RequestsAtOnce }, cancellationToken).ConfigureAwait(false)
            : null;
    }

    // The newest record says all that those before it do, so it alone is carried out; once.
    private async ValueTask<GcRecord?> PendingAsync(GcView gc, CancellationToken cancellationToken) =>
        gc.K > 0 && await CollectionOutcome.ReadAsync(lake.Store, gc.K, cancellationToken).ConfigureAwait(false) is null
            ? await records.ReadAsync(gc.K, cancellationToken).ConfigureAwait(false)
            : null;

    private async ValueTask<GcRecord?> AnnounceAsync(GcView gc, CollectorOptions options, CancellationToken cancellationToken)
    {
        var (decision, heads, now) = await DecideAsync(gc, options, cancellationToken).ConfigureAwait(false);
        if (!decision.IsNewAfter(gc))
        {
            return null;
        }

        await records.TryCreateAsync(gc, decision, heads, now, cancellationToken).ConfigureAwait(false);

        // Where another collector was first, its record is as good: whoever carries it out, it says what writers rely on.
        return await records.ReadAsync(gc.K + 1, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<(CollectionDecision Decision, IReadOnlyDictionary<string, GcAnchor> Heads, DateTimeOffset StoreTime)> DecideAsync(
        GcView gc, CollectorOptions options, CancellationToken cancellationToken)
    {
        var settings = await SettingsAsync(cancellationToken).ConfigureAwait(false);
        var now = await lake.StoreTimeAsync(cancellationToken).ConfigureAwait(false);
        var (heads, low) = await new LowWaterReader(lake, settings, options).ReadAsync(gc, now, cancellationToken).ConfigureAwait(false);
        var known = Mutants.HasFlag(CollectorMutants.ForgetsEarlierRecords) ? gc with { LowWater = GcView.None.LowWater } : gc;
        var sweepMax = CollectionDecision.SweepMaxAt(now, settings.Grace, lake.Identity.EpochSeconds);
        return (CollectionDecision.Of(known, sweepMax, low, settings.Grace), heads, now);
    }

    private async ValueTask<SweepReport> FenceAndCollectAsync(
        long k, CollectionDecision decision, IReadOnlyDictionary<string, long> before, CollectorOptions options, CancellationToken cancellationToken)
    {
        var fences = new GcFences(lake, options, Mutants);
        if (!Mutants.HasFlag(CollectorMutants.MarksBeforeFences))
        {
            var closed = await fences.AppendAsync(k, cancellationToken).ConfigureAwait(false);
            return await CollectAsync(decision, before, closed, options, deletes: true, cancellationToken).ConfigureAwait(false);
        }

        return await CollectAsync(
            decision, before, NoneClosed, options, deletes: true, cancellationToken, async () => await fences.AppendAsync(k, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async ValueTask<SweepReport> CollectAsync(
        CollectionDecision decision,
        IReadOnlyDictionary<string, long> before,
        IReadOnlySet<string> closed,
        CollectorOptions options,
        bool deletes,
        CancellationToken cancellationToken,
        Func<Task>? betweenMarkAndSweep = null,
        IReadOnlyDictionary<string, long>? later = null)
    {
        using var lists = new TemporaryLists(options.TemporaryFolder, lake.Entropy);
        using var marks = new PlaceLists<StoredPart>(lists, "marks", decision.SweepMax, static part => part);
        using var owners = new OwnerLists(lists, decision.SweepMax);
        var roots = new KeptRoots(lake, decision.LowWater, closed, Mutants.HasFlag(CollectorMutants.MarksHeadsOnly), later);
        using (var walk = new MarkWalk(lake, options, lists, marks.Add, Mutants) { Missing = Mutants.HasFlag(CollectorMutants.PassesOverMissing) ? static _ => { } : null })
        {
            await walk.RunAsync(roots.ReadAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        await (betweenMarkAndSweep?.Invoke() ?? Task.CompletedTask).ConfigureAwait(false);
        await new ExpiredStates(lake, owners).ReadAsync(before, decision.LowWater, cancellationToken).ConfigureAwait(false);
        var tally = new SweepTally();
        await new Sweep(lake, decision.SweepMax, options, deletes).RunAsync(marks, owners, tally, cancellationToken).ConfigureAwait(false);
        return tally.ToReport(owners.Owners);
    }

    // Whoever is through first says so; it is not said again.
    private async ValueTask NoteAsync(long k, SweepReport report, CancellationToken cancellationToken)
    {
        var time = Microseconds.Floor(await lake.StoreTimeAsync(cancellationToken).ConfigureAwait(false));
        var outcome = new CollectionOutcome { Lake = lake.Id, K = k, Time = time, Freed = report };
        await lake.Store.CreateAsync(outcome.StoreKey, outcome.ToBytes(), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<(CollectorState State, DateTimeOffset? ReadyAt, CollectionOutcome? Outcome)> StateAsync(GcRecord record, CancellationToken cancellationToken)
    {
        var readyAt = await records.ReadyAtAsync(record, cancellationToken).ConfigureAwait(false);
        var outcome = await CollectionOutcome.ReadAsync(lake.Store, record.K, cancellationToken).ConfigureAwait(false);
        var now = await lake.StoreTimeAsync(cancellationToken).ConfigureAwait(false);
        var state = outcome is not null ? CollectorState.Done : readyAt > now ? CollectorState.Waiting : CollectorState.Ready;
        return (state, readyAt, outcome);
    }

    // What the collection before, if it was carried out, let go of already.
    private async ValueTask<IReadOnlyDictionary<string, long>> BeforeAsync(GcRecord record, CancellationToken cancellationToken) =>
        record.K > 1 ? (await records.ReadAsync(record.K - 1, cancellationToken).ConfigureAwait(false)).LowWater : GcView.None.LowWater;

    private async ValueTask<RetentionSettings> SettingsAsync(CancellationToken cancellationToken) =>
        RetentionSettings.Of((await lake.Settings.CurrentAsync(cancellationToken).ConfigureAwait(false)).Value);

    private CollectionResult Result(
        long k, CollectorState state, DateTimeOffset? readyAt, CollectionDecision decision, IReadOnlyDictionary<string, long> before) => new()
    {
        K = k,
        State = state,
        ReadyAt = readyAt,
        SweepsUntil = decision.SweepMax < 0 ? null : DateTimeOffset.FromUnixTimeSeconds((decision.SweepMax + 1) * lake.Identity.EpochSeconds),
        Expired = [.. decision.LowWater
            .Where(pair => pair.Value > before.GetValueOrDefault(pair.Key, 1))
            .Select(pair => new ExpiredName(RefLabel.Of(pair.Key), before.GetValueOrDefault(pair.Key, 1), pair.Value))],
    };
}
