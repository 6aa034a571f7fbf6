using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Settings;
using Microsoft.Extensions.Logging;

namespace LakeVersion.Versioning.Logs;

/// <summary>Moves logs: the one place that creates entries (protocol: publishing).</summary>
/// <remarks>
/// 1. The writer decides on the head, then the newest collection record, read in this order.
/// 2. The entry before is made durable, then the next one is created, create-only, with the same bytes in every try.
/// 3. Only another's entry at the number proves failure; absence proves nothing.
/// 4. After a loss the writer decides again on the new head, until it succeeds, gives up or the deadline passes.
/// </remarks>
internal sealed partial class LogWriter
{
    private readonly LakeStore lake;
    private readonly ILogger logger;
    private readonly EntryCreator creator;
    private readonly SharedLooks looks;

    public LogWriter(LakeStore lake, ILogger logger)
    {
        this.lake = lake;
        this.logger = logger;
        creator = new EntryCreator(lake, logger);
        looks = new SharedLooks(LookNowAsync, lake.Background);
    }

    /// <summary>Looks at a log: its head, then the newest collection record, then the settings.</summary>
    public ValueTask<LogMoment> LookAsync(string log, CancellationToken cancellationToken) => looks.LookAsync(log, cancellationToken);

    /// <summary>Appends the entry that <paramref name="decide"/> wants; null where it wants none.</summary>
    /// <param name="name">The name whose log moves.</param>
    /// <param name="stamp">Who writes. An entry that has the stamp's idempotency key already is returned instead, or refused.</param>
    /// <param name="decide">Called once a try with the moment to decide on; throws to give up.</param>
    /// <param name="cancellationToken">Ends the wait. Once the entry was sent, an unclear outcome is Unknown, not cancelled.</param>
    /// <exception cref="UnknownOutcomeException">No clear answer came before the deadline.</exception>
    /// <exception cref="LakeException">Unavailable: others won every try until the deadline.</exception>
    public async ValueTask<StoredEntry?> AppendAsync(
        RefName name, LogStamp stamp, Func<LogMoment, CancellationToken, ValueTask<LogDraft?>> decide, CancellationToken cancellationToken)
    {
        if (stamp.Key is not { } key)
        {
            return await AppendAsync(name, stamp, null, decide, cancellationToken).ConfigureAwait(false);
        }

        var keys = new KeySearch(lake, name.Log);
        KeyHit? hit = null;
        var entry = await AppendAsync(
            name,
            stamp,
            null,
            async (moment, token) =>
            {
                hit = await keys.FindAsync(key, moment, token).ConfigureAwait(false);
                if (hit is not null)
                {
                    RequestDigest.CheckMovement(key, hit, stamp.Request);
                    return null;
                }

                return await decide(moment, token).ConfigureAwait(false) is { } draft ? draft with { Key = key, Request = stamp.Request } : null;
            },
            cancellationToken).ConfigureAwait(false);
        return hit?.Stored ?? entry;
    }

    /// <summary>As above, for a first try on a moment that was looked at before; null looks now. Keys are the caller's business.</summary>
    public async ValueTask<StoredEntry?> AppendAsync(
        RefName name,
        LogStamp stamp,
        LogMoment? known,
        Func<LogMoment, CancellationToken, ValueTask<LogDraft?>> decide,
        CancellationToken cancellationToken)
    {
        var log = name.Log;
        var jitter = new Jitter(lake.Time, lake.Entropy, lake.Background, stamp.Patience);
        var moment = known ?? await LookAsync(log, cancellationToken).ConfigureAwait(false);
        DateTimeOffset? first = null;
        while (true)
        {
            await CheckWritableAsync(log, moment, cancellationToken).ConfigureAwait(false);
            if (await decide(moment, cancellationToken).ConfigureAwait(false) is not { } draft)
            {
                return null;
            }

            var entry = await StampAsync(log, stamp, moment, draft, cancellationToken).ConfigureAwait(false);
            first ??= entry.Time;
            entry = lake.Mutants.HasFlag(WriterMutants.KeepsFirstTime) ? entry with { Time = first.Value } : entry;
            if (moment.Head is { } head)
            {
                await lake.Store.SettleAsync(head.Entry.StoreKey, cancellationToken).ConfigureAwait(false);
            }

            if (await creator.CreateAsync(entry, jitter, cancellationToken).ConfigureAwait(false) is { } mine)
            {
                LogMoved(name.Name, entry.N, entry.Op, stamp.Tx, jitter.Tries);
                return mine;
            }

            if (jitter.IsOver)
            {
                throw LakeException.Unavailable(
                    $"{name}: other writers won every try for {stamp.Patience.TotalSeconds:0} s ({jitter.Tries} tries). Nothing was changed; try again, or allow more time.");
            }

            await jitter.WaitAsync(cancellationToken).ConfigureAwait(false);
            moment = await AfterLossAsync(log, moment, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Learns what became of a movement whose outcome was unclear; settles it with an abort where nothing stands there.</summary>
    /// <returns>The entry that stands at the number in the end.</returns>
    public async ValueTask<StoredEntry> ResolveAsync(RefName name, long n, LogStamp stamp, CancellationToken cancellationToken)
    {
        var log = name.Log;
        if (await lake.Logs.TryReadAsync(log, n, cancellationToken).ConfigureAwait(false) is { } found)
        {
            return found;
        }

        var abort = await AppendAsync(
            name,
            stamp,
            (moment, _) =>
            {
                if (moment.Next < n)
                {
                    throw LakeException.NotFound($"{name} has {moment.Next - 1} entries; number {n} cannot have been tried yet.");
                }

                return ValueTask.FromResult(
                    moment.Next > n ? null : new LogDraft { Op = LogOperation.Abort, After = moment.Head?.Entry.After, Message = "Settle an unclear outcome" });
            },
            cancellationToken).ConfigureAwait(false);
        return abort ?? await lake.Logs.ReadAsync(log, n, cancellationToken).ConfigureAwait(false);
    }

    // Rule 4: the winners, and the newest collection record again where one of them is a fence newer than the one seen.
    private async ValueTask<LogMoment> AfterLossAsync(string log, LogMoment lost, CancellationToken cancellationToken)
    {
        // The number that was lost has an entry, whatever a listing that lags behind says.
        var newest = await NumberedKey.NewestAsync(lake.Store, log, cancellationToken).ConfigureAwait(false);
        var since = await lake.Logs.RangeAsync(log, lost.Next, Math.Max(newest, lost.Next), cancellationToken).ConfigureAwait(false);
        var gc = !lake.Mutants.HasFlag(WriterMutants.IgnoresFences) && since.Any(winner => winner.Entry.Op == LogOperation.Fence && winner.Entry.Fence > lost.Gc.K)
            ? await lake.ReadGcAsync(cancellationToken).ConfigureAwait(false)
            : lost.Gc;
        return lost with { Head = since[^1], Gc = gc, Winners = [.. lost.Winners, .. since] };
    }

    private async ValueTask CheckWritableAsync(string log, LogMoment moment, CancellationToken cancellationToken)
    {
        lake.CheckWritable();
        KnownFeatures.CheckWriter(moment.Settings.Value.WriterFeatures, "The lake");
        KnownFeatures.CheckWriter(moment.Head?.Entry.WriterFeatures ?? [], log);
        if (!moment.IsLive
            && await lake.Logs.MovementAsync(moment.Head, cancellationToken).ConfigureAwait(false) is { Entry: { Op: LogOperation.Retire } closed })
        {
            throw LakeException.Refused($"{RefLabel.Of(log)} was closed for ever (entry {closed.N}); choose another name.");
        }
    }

    private async ValueTask<LogEntry> StampAsync(
        string log, LogStamp stamp, LogMoment moment, LogDraft draft, CancellationToken cancellationToken)
    {
        var storeTime = Microseconds.Floor(await lake.Store.GetTimeAsync(cancellationToken).ConfigureAwait(false));
        var before = moment.Head?.Entry;
        var earliest = before?.Time.AddMicroseconds(1) ?? storeTime;

        // A mark leaves the state as it was, bodies included.
        var mark = draft.Op is LogOperation.Fence or LogOperation.Abort or LogOperation.Feature ? before : null;
        return new LogEntry
        {
            Lake = lake.Id,
            Log = log,
            N = moment.Next,
            Op = draft.Op,
            Before = before?.After,
            After = draft.After,
            Time = storeTime > earliest ? storeTime : earliest,
            WriterTime = Microseconds.Floor(lake.Time.GetUtcNow()),
            Client = lake.Client,
            Author = stamp.Author,
            Message = draft.Message is null ? null : CommitText.FirstLine(draft.Message),
            Tx = stamp.Tx,
            Previous = moment.Head?.Hash,
            Settings = moment.Settings.N,
            WriterFeatures = before?.WriterFeatures,
            Members = draft.Members,
            Brings = draft.Brings,
            Key = draft.Key,
            Request = draft.Request,
            Source = draft.Source,
            Fence = draft.Fence,
            Name = draft.Name,
            SettingsValue = draft.SettingsValue ?? mark?.SettingsValue,
            Staged = draft.Staged ?? mark?.Staged,
            Erasure = draft.Erasure,
        };
    }

    private async Task<LogMoment> LookNowAsync(string log, CancellationToken cancellationToken)
    {
        var lookedAt = lake.Time.GetTimestamp();
        var early = lake.Mutants.HasFlag(WriterMutants.RecordBeforeHead) ? await lake.ReadGcAsync(cancellationToken).ConfigureAwait(false) : null;
        var head = await lake.Logs.HeadAsync(log, cancellationToken).ConfigureAwait(false);
        var gc = early ?? await lake.ReadGcAsync(cancellationToken).ConfigureAwait(false);
        var settings = await lake.Settings.CurrentAsync(cancellationToken).ConfigureAwait(false);
        return new LogMoment(head, gc, settings, []) { LookedAt = lookedAt };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Name} moved to entry {N} ({Op}) by transaction {Tx} after {Waits} waits")]
    private partial void LogMoved(string name, long n, LogOperation op, Id128 tx, int waits);
}
