using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Staging;

/// <summary>A transaction whose steps are taken by several commands, one after the other (protocol: publishing, rule 7).</summary>
/// <remarks>
/// Each step is an entry of the transaction's own log, holding the staged tree. Committing first appends a seal with the
/// number and commit that are tried; after it no step is accepted. Committing again settles the sealed attempt first.
/// </remarks>
public sealed class StagedTransaction : IAsyncDisposable
{
    private readonly LakeStore lake;
    private readonly RefName name;
    private StoredEntry head;

    private StagedTransaction(LakeStore lake, RefName name, StoredEntry head, Transaction transaction)
    {
        this.lake = lake;
        this.name = name;
        this.head = head;
        Transaction = transaction;
    }

    /// <summary>The changes so far, and those of this step.</summary>
    public Transaction Transaction { get; }

    private StagedState State => head.Entry.Staged!;

    /// <summary>Begins a staged transaction on a branch; returns its id.</summary>
    public static async ValueTask<Id128> BeginAsync(
        LakeStore lake, RefName branch, LogOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lake);
        ArgumentNullException.ThrowIfNull(options);
        var start = await lake.Revisions.ResolveAsync("branch:" + branch.Name, cancellationToken).ConfigureAwait(false);
        var source = start.Source!.Value;
        var stamp = options.Stamp(lake);
        var name = RefName.Staging(stamp.Tx);
        await lake.Births.ReserveAsync(name, null, stamp, cancellationToken).ConfigureAwait(false);
        var record = start.Commit.Record;
        await lake.Writer.AppendAsync(
            name,
            stamp,
            (moment, _) =>
            {
                moment.Gc.CheckSource(source);
                return ValueTask.FromResult<LogDraft?>(new LogDraft
                {
                    Op = LogOperation.Create,
                    After = start.Commit.Id,
                    Source = source,
                    Message = options.Message ?? $"Begin on {branch}",
                    Staged = new StagedState
                    {
                        Branch = branch.Name,
                        Base = source.N,
                        Root = record.Root,
                        RootPlace = start.Commit.RootPlace,
                        Totals = record.Totals,
                    },
                });
            },
            cancellationToken).ConfigureAwait(false);
        return stamp.Tx;
    }

    /// <summary>Opens a staged transaction for another step, for committing or for looking at it.</summary>
    /// <exception cref="LakeException">NotFound: no such transaction, or it has ended.</exception>
    public static async ValueTask<StagedTransaction> OpenAsync(
        LakeStore lake, Id128 id, TransactionOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lake);
        ArgumentNullException.ThrowIfNull(options);
        var name = RefName.Staging(id);
        var newest = await lake.Logs.HeadAsync(name.Log, cancellationToken).ConfigureAwait(false);
        var head = await lake.Logs.MovementAsync(newest, cancellationToken).ConfigureAwait(false);
        if (head?.Entry is not { IsLive: true, Staged: { } staged, After: { } baseCommit })
        {
            throw LakeException.NotFound(head is null
                ? $"No transaction {id} was begun in {lake.Store.Name}."
                : $"Transaction {id} has ended: {head.Entry.Message ?? head.Entry.Op.ToString()} ({head.Entry.Time:yyyy-MM-dd HH:mm} UTC).");
        }

        var transaction = await Transaction.ContinueAsync(
            lake, RefName.Branch(staged.Branch), staged.Base, baseCommit, id, options, cancellationToken).ConfigureAwait(false);
        transaction.Use(new LogState(name.Log, newest!.Entry.N));
        var tree = Tree.Open(lake.Nodes, new TreeRoot(staged.Root, staged.RootPlace, staged.Totals));
        await foreach (var change in TreeDiff.CompareAsync(transaction.BaseTree, tree, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (change.After is { } entry)
            {
                transaction.Put(change.Path, entry);
            }
            else
            {
                transaction.Delete(change.Path);
            }
        }

        return new StagedTransaction(lake, name, head, transaction);
    }

    /// <summary>Keeps the step just taken in the transaction's log.</summary>
    /// <exception cref="LakeException">Conflict: another command took a step meanwhile, or the transaction is being committed.
    /// Refused: the step breaks a rule.</exception>
    public async ValueTask SaveAsync(string step, LogOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);

        // Later steps know what this one did by its paths alone, so what it may not do is refused now.
        if (Transaction.Rule is { } rule)
        {
            await rule.CheckAsync(Transaction.BaseTree, Transaction.Changes(), [.. Transaction.Groups.Keys], cancellationToken).ConfigureAwait(false);
        }

        var tree = await TreeEditor.ApplyAsync(Transaction.BaseTree, Transaction.Changes(), lake.Split, Transaction.Upload, cancellationToken).ConfigureAwait(false);
        await Transaction.Upload.FlushAsync(cancellationToken).ConfigureAwait(false);
        var state = State with
        {
            Root = tree.Id,
            RootPlace = tree.Root.Place,
            Totals = tree.Totals,
        };
        await AppendAsync(LogOperation.Verb, head.Entry.After, state, step, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Publishes the staged changes as one commit, then closes the transaction.</summary>
    /// <exception cref="LakeException">As <see cref="Transaction.CommitAsync"/>. Expired also: content that it holds was erased since it began.</exception>
    public async ValueTask<CommitResult> CommitAsync(CommitOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var log = new LogOptions { Author = options.Author, Patience = options.Patience };
        if (await SettledAsync(cancellationToken).ConfigureAwait(false) is not { } result)
        {
            Transaction.Checking = token => StagedErasures.CheckAsync(lake, name, Transaction, token);
            Transaction.Sealing = (n, commit, token) => AppendAsync(
                LogOperation.Seal, head.Entry.After, State with { SealedEntry = n, SealedCommit = commit }, $"Commit as {commit.Abbreviated}", log, token);
            result = await Transaction.CommitAsync(options, cancellationToken).ConfigureAwait(false);
        }

        await RetireAsync(result, log).ConfigureAwait(false);
        return result;
    }

    /// <summary>Drops the staged changes and closes the transaction.</summary>
    /// <exception cref="LakeException">Refused: a commit of it was tried and is not settled.</exception>
    public async ValueTask AbortAsync(LogOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (await SettledAsync(cancellationToken).ConfigureAwait(false) is { } result)
        {
            throw LakeException.Refused($"Transaction {Transaction.Id} is committed already, as {result.Commit.Id.Abbreviated}; take it back with: lv revert {result.Commit.Id.Abbreviated}");
        }

        if (head.Entry.Op == LogOperation.Seal && !await IsSealLostAsync(cancellationToken).ConfigureAwait(false))
        {
            throw LakeException.Refused(
                $"Transaction {Transaction.Id} is being committed as entry {State.SealedEntry} of branch '{State.Branch}'. Settle that first: lv resolve {State.Branch}#{State.SealedEntry} {Transaction.Id}");
        }

        await AppendAsync(LogOperation.Retire, null, State, "Aborted", options, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Transaction.DisposeAsync();

    // What became of a sealed attempt: the commit where its entry stands, else null.
    private async ValueTask<CommitResult?> SettledAsync(CancellationToken cancellationToken)
    {
        if (State.SealedEntry is not { } n)
        {
            return null;
        }

        // By transaction, not by commit: two runs that were cut off may have sealed different commits for one number.
        var log = RefName.Branch(State.Branch).Log;
        var entry = await lake.Logs.TryReadAsync(log, n, cancellationToken).ConfigureAwait(false);
        return entry?.Entry.Members?.FirstOrDefault(member => member.Tx == Transaction.Id) is { } mine
            ? new CommitResult(CommitStatus.Replayed, await lake.Commits.ReadAsync(mine.Commit, cancellationToken).ConfigureAwait(false), new LogState(log, n))
            : null;
    }

    // The commit is published; that its transaction's log stays open is no reason to call it failed or cancelled.
    private async ValueTask RetireAsync(CommitResult result, LogOptions log)
    {
        try
        {
            await AppendAsync(LogOperation.Retire, null, State, $"Committed as {result.Commit.Id.Abbreviated}", log, CancellationToken.None).ConfigureAwait(false);
        }
        catch (LakeException)
        {
            // Whoever opens the transaction again finds the commit and closes it.
        }
    }

    private async ValueTask<bool> IsSealLostAsync(CancellationToken cancellationToken) =>
        await lake.Logs.TryReadAsync(RefName.Branch(State.Branch).Log, State.SealedEntry!.Value, cancellationToken).ConfigureAwait(false) is not null;

    private async ValueTask AppendAsync(
        LogOperation operation, CommitId? after, StagedState state, string message, LogOptions options, CancellationToken cancellationToken)
    {
        var expected = head;
        var entry = await lake.Writer.AppendAsync(
            name,
            options.Stamp(lake) with { Key = null },
            async (moment, token) =>
            {
                // Fences may have come between; a step, seal or end of another command may not.
                var last = await lake.Logs.MovementAsync(moment.Head, token).ConfigureAwait(false);
                if (last?.Hash != expected.Hash || (operation == LogOperation.Verb && expected.Entry.Op == LogOperation.Seal && !lake.Mutants.HasFlag(WriterMutants.SealedTakesSteps)))
                {
                    throw LakeException.Conflict($"Transaction {Transaction.Id} was changed or committed by another command meanwhile (entry {last?.Entry.N}). This step was not taken; try it again.");
                }

                if (operation == LogOperation.Verb)
                {
                    await Transaction.CheckCollectedAsync(moment.Gc, token).ConfigureAwait(false);
                }

                return new LogDraft { Op = operation, After = after, Staged = state, Message = message };
            },
            cancellationToken).ConfigureAwait(false);
        head = entry!;
    }
}
