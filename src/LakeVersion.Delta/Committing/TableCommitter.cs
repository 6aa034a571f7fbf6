using System.Buffers.Binary;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Upkeep;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Committing;

/// <summary>Commits transactions to a plain folder: one create-only put of the next version decides.</summary>
/// <remarks>
/// (1) Created: done. (2) Another's commit has the version: check against it and every further one, and try behind the
/// newest; a conflict ends it. (3) Unclear: read the version back. Mine, by its transaction id, is success; another's is a
/// loss; nothing there is no proof of failure, as the put may land later, so the same bytes are put again. Only the
/// deadline ends that, with an error that says so: success is never told as failure, nor failure as success.
/// </remarks>
internal sealed class TableCommitter(IObjectStore folder, DeltaContext context)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly SnapshotLoader loader = new(folder, context);

    private enum Attempt
    {
        Mine,
        Others,
        Unclear,
    }

    /// <summary>Commits, behind the commits of others where it must.</summary>
    /// <remarks>Cancelling after an unclear answer leaves it open whether the commit exists.</remarks>
    /// <exception cref="TableConflictException">Another commit excludes this one.</exception>
    /// <exception cref="LakeException">Unknown: the deadline passed while the outcome was unclear. Unavailable: it passed while
    /// others kept winning; nothing was committed.</exception>
    public async ValueTask<CommitResult> CommitAsync(DeltaTransaction transaction, CommitOptions options, CancellationToken cancellationToken)
    {
        if (!transaction.NeedsCommit)
        {
            return CommitResult.Unchanged(transaction);
        }

        var deadline = context.Time.GetUtcNow() + options.Deadline;
        var previous = transaction.ReadSnapshot;
        for (var tries = 0; ; tries++)
        {
            var staged = CommitContent.Of(transaction, (previous?.Version ?? -1) + 1, context.Time.GetUtcNow(), previous);
            if (await PutAsync(staged, transaction.Info.TxnId!, deadline, cancellationToken).ConfigureAwait(false) == Attempt.Mine)
            {
                await new LogUpkeep(folder, context).AfterCommitAsync(transaction, staged, previous, cancellationToken).ConfigureAwait(false);
                return new CommitResult(staged.Version) { Metrics = transaction.Info.OperationMetrics };
            }

            if (context.Time.GetUtcNow() >= deadline)
            {
                throw LakeException.Unavailable(
                    $"The commit to {folder.Name} lost {tries + 1} times against other writers until its deadline. Nothing was committed; try again.");
            }

            previous = await CatchUpAsync(transaction, previous, cancellationToken).ConfigureAwait(false);
            await PauseAsync(tries, cancellationToken).ConfigureAwait(false);
        }
    }

    // Checks the winners since the version last checked against, and returns the snapshot behind them.
    private async ValueTask<DeltaSnapshot> CatchUpAsync(DeltaTransaction transaction, DeltaSnapshot? previous, CancellationToken cancellationToken)
    {
        if (previous is null)
        {
            throw LakeException.Conflict($"{folder.Name} holds a Delta table already: another writer created it first.");
        }

        var newest = await loader.LoadAsync(previous, null, cancellationToken).ConfigureAwait(false);
        var winners = new List<ParsedCommit>();
        for (var version = previous.Version + 1; version <= newest.Version; version++)
        {
            var content = await folder.GetAsync(LogKeys.Commit(version), cancellationToken).ConfigureAwait(false)
                ?? throw LakeException.Corrupt($"{LogKeys.Commit(version)} of {folder.Name} was listed and is gone.");
            winners.Add(ParsedCommit.Parse(version, content));
        }

        var conflicts = ConflictChecker.Check(transaction.Actions, transaction.Reads, transaction.Isolation, transaction.ReadSnapshot!, winners);
        return conflicts.Count == 0 ? newest : throw new TableConflictException(folder.Name, conflicts);
    }

    private async ValueTask<Attempt> PutAsync(StagedCommit staged, string txnId, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            // A put that is given up half-way may still land, so the token counts before it and not during it.
            cancellationToken.ThrowIfCancellationRequested();
            var outcome = await folder.CreateAsync(staged.Key, staged.Content, CancellationToken.None).ConfigureAwait(false);
            var attempt = outcome.Result == CreateResult.Created
                ? Attempt.Mine
                : await ReadBackAsync(staged, txnId, cancellationToken).ConfigureAwait(false);
            if (attempt != Attempt.Unclear)
            {
                return attempt;
            }

            if (context.Time.GetUtcNow() >= deadline)
            {
                throw new LakeException(
                    LakeErrorKind.Unknown,
                    $"It is not known whether version {staged.Version} of {folder.Name} was committed (transaction {txnId}). "
                    + $"Look whether {staged.Key} holds that transaction before repeating the change.",
                    outcome.Cause);
            }

            await PauseAsync(tries, cancellationToken).ConfigureAwait(false);
        }
    }

    // A store that answers a repeated request itself says "exists" of this writer's own object, so that answer is read back too.
    private async ValueTask<Attempt> ReadBackAsync(StagedCommit staged, string txnId, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? content;
        try
        {
            content = await folder.GetAsync(staged.Key, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Unavailable)
        {
            return Attempt.Unclear;
        }

        return content is not { } bytes ? Attempt.Unclear
            : ParsedCommit.Parse(staged.Version, bytes).Info?.TxnId == txnId ? Attempt.Mine
            : Attempt.Others;
    }

    // Waits longer with every try, by a random share, so that writers who met do not meet again.
    private Task PauseAsync(int tries, CancellationToken cancellationToken)
    {
        Span<byte> random = stackalloc byte[sizeof(uint)];
        context.Entropy.Fill(random);
        var share = (double)BinaryPrimitives.ReadUInt32LittleEndian(random) / uint.MaxValue;
        var longest = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(tries, 12)));
        return context.Background.DelayAsync(longest * share, context.Time, cancellationToken);
    }
}
