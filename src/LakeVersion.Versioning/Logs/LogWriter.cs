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

    public LogWriter(LakeStore lake, ILogger logger) => (this.lake, this.logger) = (lake, logger);

    /// <summary>Appends the entry that <paramref name="decide"/> wants; null where it wants none.</summary>
    /// <param name="name">The name whose log moves.</param>
    /// <param name="stamp">Who writes.</param>
    /// <param name="decide">Called once a try with the moment to decide on; throws to give up.</param>
    /// <param name="cancellationToken">Ends the wait. A movement that was already sent may still take effect.</param>
    /// <exception cref="UnknownOutcomeException">No clear answer came before the deadline.</exception>
    /// <exception cref="LakeException">Unavailable: others won every try until the deadline.</exception>
    public async ValueTask<StoredEntry?> AppendAsync(
        RefName name, LogStamp stamp, Func<LogMoment, CancellationToken, ValueTask<LogDraft?>> decide, CancellationToken cancellationToken)
    {
        var log = name.Log;
        var jitter = new Jitter(lake.Time, lake.Entropy, stamp.Patience);
        var head = await lake.Logs.HeadAsync(log, cancellationToken).ConfigureAwait(false);
        var gc = await lake.ReadGcAsync(cancellationToken).ConfigureAwait(false);
        var settings = await lake.Settings.CurrentAsync(cancellationToken).ConfigureAwait(false);
        List<StoredEntry> winners = [];
        while (true)
        {
            CheckWritable(log, head, settings);
            var moment = new LogMoment(head, gc, settings, winners);
            if (await decide(moment, cancellationToken).ConfigureAwait(false) is not { } draft)
            {
                return null;
            }

            var entry = await StampAsync(log, stamp, moment, draft, cancellationToken).ConfigureAwait(false);
            if (await TryAsync(entry, head, jitter, cancellationToken).ConfigureAwait(false) is { } mine)
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
            var since = await WinnersAsync(log, entry.N, cancellationToken).ConfigureAwait(false);
            winners.AddRange(since);
            head = since[^1];
            if (since.Any(w => w.Entry.Op == LogOperation.Fence && w.Entry.Fence > gc.K))
            {
                gc = await lake.ReadGcAsync(cancellationToken).ConfigureAwait(false);
            }
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

    private static void CheckWritable(string log, StoredEntry? head, SettingsState settings)
    {
        KnownFeatures.CheckWriter(settings.Value.WriterFeatures, "The lake");
        KnownFeatures.CheckWriter(head?.Entry.WriterFeatures ?? [], log);
        if (head?.Entry.Op == LogOperation.Retire)
        {
            throw LakeException.Refused($"{RefLabel.Of(log)} was closed for ever (entry {head.Entry.N}); choose another name.");
        }
    }

    private async ValueTask<LogEntry> StampAsync(
        string log, LogStamp stamp, LogMoment moment, LogDraft draft, CancellationToken cancellationToken)
    {
        var storeTime = Microseconds.Floor(await lake.Store.GetTimeAsync(cancellationToken).ConfigureAwait(false));
        var earliest = moment.Head?.Entry.Time.AddMicroseconds(1) ?? storeTime;
        return new LogEntry
        {
            Lake = lake.Identity.Lake,
            Log = log,
            N = moment.Next,
            Op = draft.Op,
            Before = moment.Head?.Entry.After,
            After = draft.After,
            Time = storeTime > earliest ? storeTime : earliest,
            WriterTime = Microseconds.Floor(lake.Time.GetUtcNow()),
            Client = lake.Client,
            Author = stamp.Author,
            Message = draft.Message is null ? null : CommitText.FirstLine(draft.Message),
            Tx = stamp.Tx,
            Previous = moment.Head?.Hash,
            Settings = moment.Settings.N,
            WriterFeatures = moment.Head?.Entry.WriterFeatures,
            Members = draft.Members,
            Brings = draft.Brings,
            Key = draft.Key,
            Source = draft.Source,
            Name = draft.Name,
            SettingsValue = draft.SettingsValue,
            Staged = draft.Staged,
        };
    }

    private async ValueTask<StoredEntry?> TryAsync(
        LogEntry entry, StoredEntry? head, Jitter jitter, CancellationToken cancellationToken)
    {
        var key = entry.StoreKey;
        var bytes = entry.ToBytes();
        if (head is not null)
        {
            await lake.Store.SettleAsync(head.Entry.StoreKey, cancellationToken).ConfigureAwait(false);
        }

        while (true)
        {
            var outcome = await CreateAsync(key, bytes, cancellationToken).ConfigureAwait(false);
            if (CreateVerdicts.Of(outcome.Result) == CreateVerdict.Mine)
            {
                return new StoredEntry(entry, LogEntry.HashOf(bytes));
            }

            // What stands there counts, not what was sent: an earlier run of this transaction may have written it.
            var found = await ReadBackAsync(entry, cancellationToken).ConfigureAwait(false);
            switch (CreateVerdicts.Of(found?.Entry.Tx, entry.Tx))
            {
                case CreateVerdict.Mine:
                    await lake.Store.SettleAsync(key, cancellationToken).ConfigureAwait(false);
                    return found;
                case CreateVerdict.Another:
                    return null;
            }

            if (jitter.IsOver)
            {
                throw new UnknownOutcomeException(entry.Log, entry.N, entry.Tx, outcome.Cause);
            }

            LogUnclear(outcome.Cause, key);
            await jitter.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<CreateOutcome> CreateAsync(StoreKey key, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            return await lake.Store.CreateAsync(key, bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Unavailable)
        {
            return new CreateOutcome(CreateResult.Unknown, e);
        }
    }

    private async ValueTask<StoredEntry?> ReadBackAsync(LogEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            return await lake.Logs.TryReadAsync(entry.Log, entry.N, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Unavailable)
        {
            return null;
        }
    }

    private async ValueTask<List<StoredEntry>> WinnersAsync(string log, long from, CancellationToken cancellationToken)
    {
        var newest = await NumberedKey.NewestAsync(lake.Store, log, cancellationToken).ConfigureAwait(false);
        var entries = new List<StoredEntry>();
        for (var n = from; n <= Math.Max(newest, from); n++)
        {
            entries.Add(await lake.Logs.ReadAsync(log, n, cancellationToken).ConfigureAwait(false));
        }

        return entries;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Name} moved to entry {N} ({Op}) by transaction {Tx} after {Waits} waits")]
    private partial void LogMoved(string name, long n, LogOperation op, Id128 tx, int waits);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No clear answer for {Key}; trying the same bytes again")]
    private partial void LogUnclear(Exception? cause, StoreKey key);
}
