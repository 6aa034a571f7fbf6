using LakeVersion.Storage;
using Microsoft.Extensions.Logging;

namespace LakeVersion.Versioning.Logs;

/// <summary>Creates one entry at one number, and does not rest until it is clear whose entry stands there.</summary>
/// <remarks>
/// The bytes are the same in every try. Once they were sent they may take effect at any time, so from then on nothing ends in
/// a plain failure or cancellation: only success, another's entry at the number, or <see cref="UnknownOutcomeException"/>.
/// </remarks>
internal sealed partial class EntryCreator
{
    private readonly LakeStore lake;
    private readonly ILogger logger;

    public EntryCreator(LakeStore lake, ILogger logger) => (this.lake, this.logger) = (lake, logger);

    /// <summary>The entry that stands at the number and is this transaction's; null where it is another's.</summary>
    /// <exception cref="UnknownOutcomeException">No clear answer came before the deadline or the cancellation.</exception>
    public async ValueTask<StoredEntry?> CreateAsync(LogEntry entry, Jitter jitter, CancellationToken cancellationToken)
    {
        var bytes = entry.ToBytes();
        cancellationToken.ThrowIfCancellationRequested();
        for (var isFirst = true; ; isFirst = false)
        {
            var outcome = await SendAsync(entry.StoreKey, bytes, isFirst).ConfigureAwait(false);
            if (CreateVerdicts.Of(outcome.Result) == CreateVerdict.Mine)
            {
                return new StoredEntry(entry, LogEntry.HashOf(bytes));
            }

            // What stands there counts, not what was sent: an earlier run of this transaction may have written it.
            var believes = lake.Mutants.HasFlag(WriterMutants.BelievesAnswers);
            var found = believes ? null : await ReadBackAsync(entry).ConfigureAwait(false);
            switch (believes ? CreateVerdicts.Believed(outcome.Result) : CreateVerdicts.Of(found?.Entry.Tx, entry.Tx))
            {
                case CreateVerdict.Mine when await IsSettledAsync(entry.StoreKey).ConfigureAwait(false):
                    return found;
                case CreateVerdict.Another:
                    return null;
            }

            if (lake.Mutants.HasFlag(WriterMutants.AbsentIsFailure))
            {
                throw LakeException.Unavailable($"{entry.StoreKey} is not there.");
            }

            if (lake.Mutants.HasFlag(WriterMutants.FreshIdEachTry))
            {
                entry = entry with { Tx = Id128.Create(lake.Entropy) };
                bytes = entry.ToBytes();
            }

            LogUnclear(outcome.Cause, entry.StoreKey);
            await WaitAsync(entry, outcome.Cause, jitter, cancellationToken).ConfigureAwait(false);
        }
    }

    // Not cancelled half-way: an abandoned request would leave an unclear outcome where a moment's wait gives a clear one.
    private async ValueTask<CreateOutcome> SendAsync(StoreKey key, byte[] bytes, bool isFirst)
    {
        try
        {
            return await lake.Store.CreateAsync(key, bytes, CancellationToken.None).ConfigureAwait(false);
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Unavailable || !isFirst)
        {
            return new CreateOutcome(CreateResult.Unknown, e);
        }
    }

    private async ValueTask<StoredEntry?> ReadBackAsync(LogEntry entry)
    {
        try
        {
            return await lake.Logs.TryReadAsync(entry.Log, entry.N, CancellationToken.None).ConfigureAwait(false);
        }
        catch (LakeException e) when (TellsNothing(e))
        {
            return null;
        }
    }

    // An entry that is visible but would not survive a crash is no success yet.
    private async ValueTask<bool> IsSettledAsync(StoreKey key)
    {
        try
        {
            await lake.Store.SettleAsync(key, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (LakeException e) when (TellsNothing(e))
        {
            return false;
        }
    }

    // Credentials that ended meanwhile say as little about what was sent as silence does.
    private static bool TellsNothing(LakeException exception) => exception.Kind is LakeErrorKind.Unavailable or LakeErrorKind.Refused;

    private static async ValueTask WaitAsync(LogEntry entry, Exception? cause, Jitter jitter, CancellationToken cancellationToken)
    {
        if (jitter.IsOver)
        {
            throw new UnknownOutcomeException(entry.Log, entry.N, entry.Tx, cause);
        }

        try
        {
            await jitter.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            throw new UnknownOutcomeException(entry.Log, entry.N, entry.Tx, cause ?? e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No clear answer for {Key}; trying the same bytes again")]
    private partial void LogUnclear(Exception? cause, StoreKey key);
}
