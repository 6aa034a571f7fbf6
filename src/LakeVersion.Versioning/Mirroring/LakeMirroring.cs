using LakeVersion.Storage;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Makes and refreshes the mirror of a lake in another store (docs/mirrors.md; protocol: mirrors).</summary>
/// <remarks>
/// Content before commit records before log entries, entries of one log in order: whatever stands in the mirror is complete, whenever a run
/// ends, and the next goes on from there. What is stored in the source is written once, so it may be written to meanwhile: the mirror is of
/// the heads that were found at the beginning. Before anything comes, what was erased in the lake is erased here, wherever it is here.
/// </remarks>
public sealed class LakeMirroring
{
    private const int LogsAtOnce = 8;

    private readonly LakeStore source;
    private readonly MirrorTarget target;
    private readonly MirrorTally tally;
    private readonly MirrorGate gate;

    private LakeMirroring(LakeStore source, IObjectStore store, IProgress<MirrorProgress>? watcher)
    {
        var counting = new CountingStore(store);
        this.source = source;
        target = new MirrorTarget(counting, new CommitStore(counting, source.Lineage));
        tally = new MirrorTally(counting, watcher);
        gate = new MirrorGate(source, target);
    }

    /// <summary>Brings all that is new.</summary>
    /// <param name="source">The lake; a whole mirror serves as well.</param>
    /// <param name="target">An empty store, or a mirror of the lake. Its cache, if any, must not outlive other writers of it.</param>
    /// <param name="scope">What of the lake; the whole lake goes on with whatever the mirror was begun with.</param>
    /// <param name="watcher">Told of progress; null for nobody.</param>
    /// <param name="cancellationToken">Ends the run; the next goes on from there.</param>
    /// <exception cref="LakeException">Conflict: the target holds something else, or has parted from the lake. Refused: it was promoted, or
    /// the source is a partial mirror. Invalid: it was begun with another scope. NotFound: no such branch. Corrupt: the source is damaged.</exception>
    public static ValueTask<MirrorResult> RunAsync(
        LakeStore source, IObjectStore target, MirrorScope scope, IProgress<MirrorProgress>? watcher = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(scope);
        return source.Mirror?.Part is null
            ? new LakeMirroring(source, target, watcher).RunAsync(scope.Checked(), cancellationToken)
            : throw LakeException.Refused($"{source.Store.Name} is a partial mirror and lacks what a mirror of it would need. Mirror from {source.Mirror.Source}.");
    }

    private async ValueTask<MirrorResult> RunAsync(MirrorScope asked, CancellationToken cancellationToken)
    {
        var mark = await gate.LookAsync(cancellationToken).ConfigureAwait(false);
        var scope = gate.ScopeOf(mark, asked);
        var isNew = mark is null;
        await CheckBranchesAsync(scope, cancellationToken).ConfigureAwait(false);
        var earlier = new EarlierRounds();
        var replayed = 0L;
        while (true)
        {
            // The source's record is read before its heads: nothing that it lets go of is looked for below.
            var gc = await source.ReadGcAsync(cancellationToken).ConfigureAwait(false);
            ErasedPlaces? erased = null;
            try
            {
                var has = await GcView.ReadAsync(target.Store, source.Lineage, cancellationToken).ConfigureAwait(false);
                var sweep = await MirrorSweep.LookAsync(source, has, cancellationToken).ConfigureAwait(false);
                var all = await new MirrorPlanner(source, target.Store, scope).PlanAsync(mark?.Part, cancellationToken).ConfigureAwait(false);
                var plans = all.Where(plan => plan.Log != RefName.Erasures.Log).ToList();

                // Read after the heads: whatever of them was stored again after an erasure comes behind that erasure.
                erased = await source.Erasures.CurrentAsync(cancellationToken).ConfigureAwait(false);
                mark ??= await MarkAsync(scope, all, cancellationToken).ConfigureAwait(false);
                earlier.Begin(erased.Newest);
                var publisher = new EntryPublisher(source, target, has.K, tally);
                replayed += await new MirrorErasures(source, target, publisher, tally).ReplayAsync(erased, earlier, mark.Part, cancellationToken).ConfigureAwait(false);
                tally.ExpectEntries(plans.Sum(plan => plan.Count));
                await BringCommitsAsync(scope, plans, erased, earlier, gc, has, cancellationToken).ConfigureAwait(false);
                if ((await source.Erasures.CurrentAsync(cancellationToken).ConfigureAwait(false)).Newest > erased.Newest)
                {
                    continue; // What this run brought of it goes by the next round, whoever brought the entries that say so.
                }

                await PublishAsync(plans, publisher, cancellationToken).ConfigureAwait(false);
                var collections = await publisher.BringCollectionsAsync(gc.K, cancellationToken).ConfigureAwait(false);
                await IntroduceAsync(cancellationToken).ConfigureAwait(false);

                // What states that are left out (other branches, tags, earlier ones) keep in the source would be deleted, and may be published again.
                var collected = scope.Branches.Count > 0 || scope.Since is not null ? null
                    : await sweep.RunAsync(source, target.Store, cancellationToken).ConfigureAwait(false);
                return new MirrorResult
                {
                    Mark = mark,
                    IsNew = isNew,
                    Logs = plans.Count(plan => plan.Count > 0) + (replayed > 0 ? 1 : 0),
                    Collections = collections,
                    Collected = collected,
                    Moved = tally.Now,
                };
            }
            catch (LakeException e) when (e.Kind is LakeErrorKind.Corrupt or LakeErrorKind.Expired)
            {
                // What was let go of or erased since then is no damage: the next round leaves it out.
                var isLetGo = (await source.ReadGcAsync(cancellationToken).ConfigureAwait(false)).K > gc.K;
                if (!isLetGo && (erased is null || (await source.Erasures.CurrentAsync(cancellationToken).ConfigureAwait(false)).Newest <= erased.Newest))
                {
                    throw;
                }
            }
        }
    }

    private async ValueTask CheckBranchesAsync(MirrorScope scope, CancellationToken cancellationToken)
    {
        foreach (var branch in scope.Branches)
        {
            if (await NumberedKey.NewestAsync(source.Store, RefName.Branch(branch).Log, cancellationToken).ConfigureAwait(false) == 0)
            {
                var names = await source.Catalog.ListAsync(RefKind.Branch, cancellationToken: cancellationToken).ConfigureAwait(false);
                throw LakeException.NotFound($"No branch '{branch}' is in {source.Store.Name}.{NearNames.Hint(branch, names.Select(named => named.Name.Name))}");
            }
        }
    }

    // The mark comes first of all: from then on nobody takes what is there for a lake to write to.
    private async ValueTask<MirrorMark> MarkAsync(MirrorScope scope, IReadOnlyList<LogPlan> plans, CancellationToken cancellationToken)
    {
        var mark = new MirrorMark
        {
            Lake = source.Id,
            Source = source.Store.Name,
            Part = scope.IsWhole ? null : new MirrorPart
            {
                Branches = scope.Branches.Count == 0 ? null : scope.Branches,
                Paths = scope.Paths.Count == 0 ? null : scope.Paths,
                Since = scope.Since,
                Logs = plans.Where(plan => plan.Start is not null).ToDictionary(plan => plan.Log, plan => plan.Start!),
            },
        };
        return await target.CreateAsync(MirrorMark.Key, mark.ToBytes(), cancellationToken).ConfigureAwait(false)
            ? mark
            : throw LakeException.Conflict($"Another mirror was begun at {target.Store.Name} just now. Try again.");
    }

    // Trees are written anew where content is left out, and where a collection that the mirror knows of may delete from old epochs.
    private async ValueTask<Upload?> UploadAsync(MirrorScope scope, GcView has, CancellationToken cancellationToken)
    {
        if (scope.Filter.TakesAll && (has.SweepMax < 0 || source.MirrorMutants.HasFlag(MirrorMutants.UploadsAnywhere)))
        {
            return null;
        }

        var time = await target.Store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        return new Upload(target.Store, Id128.Create(source.Entropy), has.EpochFor(source.Identity.EpochOf(time)), new NodeCache());
    }

    private async ValueTask BringCommitsAsync(
        MirrorScope scope, IReadOnlyList<LogPlan> plans, ErasedPlaces erased, EarlierRounds earlier, GcView gc, GcView has, CancellationToken cancellationToken)
    {
        using var upload = await UploadAsync(scope, has, cancellationToken).ConfigureAwait(false);
        if (upload is not null)
        {
            earlier.Writes(upload.TransactionId);
        }

        ITreeBringer trees = upload is null
            ? new CopiedTrees(source, target.Store, erased, earlier, tally)
            : new WrittenTrees(source, target.Store, scope.Filter, upload, has.SweepMax, erased, earlier, tally);
        var carrier = new CommitCarrier(source, target, gc, scope.Since, trees, tally);
        foreach (var plan in plans)
        {
            for (var n = plan.From; n <= plan.To; n++)
            {
                var entry = (await source.Logs.ReadAsync(plan.Log, n, cancellationToken).ConfigureAwait(false)).Entry;
                var isKept = !gc.IsExpired(new Logs.LogState(plan.Log, n));
                foreach (var commit in (entry.Brings ?? []).Reverse().Concat((entry.Members ?? []).Select(member => member.Commit)))
                {
                    await carrier.BringAsync(commit, isKept, cancellationToken).ConfigureAwait(false);
                }

                if (entry.After is { } after)
                {
                    await carrier.BringAsync(after, isKept, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        await carrier.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    // One kind of log after the other, so that what a tag names is in a branch's log before it.
    private async ValueTask PublishAsync(IReadOnlyList<LogPlan> plans, EntryPublisher publisher, CancellationToken cancellationToken)
    {
        foreach (var kind in plans.GroupBy(plan => string.Join('/', plan.Log.Split('/').Take(2))))
        {
            await source.Background.ForEachAsync(kind, LogsAtOnce, publisher.BringAsync, cancellationToken).ConfigureAwait(false);
        }
    }

    // lake.json comes last: nobody opens a mirror whose first run has not come through.
    private async ValueTask IntroduceAsync(CancellationToken cancellationToken)
    {
        for (var k = 1; k <= source.Promotions.Count; k++)
        {
            await CopyAsync(NumberedKey.For(Promotion.Prefix, k), source.Promotions[k - 1].ToBytes(), cancellationToken).ConfigureAwait(false);
        }

        await CopyAsync(LakeIdentity.Key, await gate.IdentityAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask CopyAsync(StoreKey key, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (await target.Store.StatAsync(key, cancellationToken).ConfigureAwait(false) is null
            && !await target.CreateAsync(key, bytes, cancellationToken).ConfigureAwait(false))
        {
            throw LakeException.Conflict($"{key} of {target.Store.Name} is another than that of {source.Store.Name}. Choose another place.");
        }
    }
}
