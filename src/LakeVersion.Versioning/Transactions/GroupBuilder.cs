using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Publishing;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Transactions;

/// <summary>Builds the commits of a group on the head of a branch: what the log writer decides its next entry by.</summary>
/// <remarks>
/// A member that cannot go along is answered here and leaves; the group does not fail with it. What is said to a member about
/// commits of the same group waits until the entry stands (<see cref="Built"/>): before, they are only intentions.
/// </remarks>
internal sealed class GroupBuilder
{
    private readonly LakeStore lake;
    private readonly RefName branch;
    private readonly List<PendingCommit> group;
    private readonly KeySearch keys;
    private readonly Dictionary<PendingCommit, Commit> unchanged = [];
    private readonly Dictionary<CommitId, Commit> built = [];
    private readonly List<Task> storing = [];

    public GroupBuilder(LakeStore lake, RefName branch, List<PendingCommit> group)
    {
        this.lake = lake;
        this.branch = branch;
        this.group = group;
        keys = new KeySearch(lake, branch.Log);
    }

    /// <summary>The moment of the last try.</summary>
    public LogMoment? Moment { get; private set; }

    /// <summary>The commits that were made in all tries.</summary>
    public IReadOnlyDictionary<CommitId, Commit> Built => built;

    /// <summary>Members that would change nothing behind others of the group, with the commit that did it for them.</summary>
    public IReadOnlyDictionary<PendingCommit, Commit> Unchanged => unchanged;

    /// <summary>The next entry; null where no member is left that needs one. When it returns, all that the entry refers to is stored.</summary>
    public async ValueTask<LogDraft?> BuildAsync(LogMoment moment, CancellationToken cancellationToken)
    {
        storing.Clear();
        try
        {
            var draft = await BuildAllAsync(moment, cancellationToken).ConfigureAwait(false);
            await Task.WhenAll(storing).ConfigureAwait(false);
            return draft;
        }
        catch (LakeException) when (HasFailed())
        {
            // Whoever built on a pack that could not be put found it missing: why it is missing is the answer.
            await Task.WhenAll(storing).ConfigureAwait(false);
            throw;
        }
        finally
        {
            // Whatever became of the group: its members' uploads end with its answer.
            await Task.WhenAll(storing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async ValueTask<LogDraft?> BuildAllAsync(LogMoment moment, CancellationToken cancellationToken)
    {
        Moment = moment;
        if (moment.Head?.Entry.After is not { } headId)
        {
            throw LakeException.Conflict($"{branch} was deleted or renamed since the transaction began. Nothing was committed.");
        }

        var head = await lake.Commits.ReadAsync(headId, cancellationToken).ConfigureAwait(false);
        var (commit, tree) = (head, lake.TreeOf(head));
        var members = new List<LogMember>();
        unchanged.Clear();
        var merged = new Dictionary<CommitId, Commit>();
        foreach (var member in group.Where(member => !member.IsAnswered))
        {
            if (await TryBuildAsync(member, moment, commit, tree, cancellationToken).ConfigureAwait(false) is not { } made)
            {
                continue;
            }

            if (made.Id == commit.Id)
            {
                unchanged.Add(member, made);
                continue;
            }

            foreach (var parent in member.Options.MergeParents.Where(parent => made.Record.Parents.Skip(1).Contains(parent.Id)))
            {
                merged.TryAdd(parent.Id, parent);
            }

            (commit, tree) = (made, lake.TreeOf(made));
            members.Add(new LogMember
            {
                Commit = commit.Id,
                Tx = member.Transaction.Id,
                Author = member.Options.Author,
                Message = commit.Record.Subject,
                Key = member.Options.IdempotencyKey,
                Request = member.Request,
            });
        }

        if (members.Count > 0)
        {
            return new LogDraft
            {
                Op = LogOperation.Commit,
                After = commit.Id,
                Members = members,
                Brings = merged.Count == 0 ? null : await BroughtCommits.OfAsync(lake, head, merged.Values, moment.Gc, cancellationToken).ConfigureAwait(false),
                Message = members.Count == 1 ? members[0].Message : $"{members.Count} commits",
            };
        }

        foreach (var (member, at) in unchanged)
        {
            member.Succeed(new CommitResult(CommitStatus.Unchanged, at, new LogState(branch.Log, moment.Next - 1)));
        }

        return null;
    }

    // The commit; the parent itself where nothing changes; null where the member has its answer and leaves.
    private async ValueTask<Commit?> TryBuildAsync(
        PendingCommit member, LogMoment moment, Commit parent, Tree tree, CancellationToken cancellationToken)
    {
        if (member.Cancellation.IsCancellationRequested)
        {
            member.Cancel();
            return null;
        }

        try
        {
            if (await FindDoneAsync(member, moment, cancellationToken).ConfigureAwait(false) is { } done)
            {
                member.Succeed(done);
                return null;
            }

            // A member with a condition is always the first of its group, so the parent is the branch's own head.
            if (member.Options.IfHead is { } wanted && wanted != parent.Id)
            {
                throw LakeException.Conflict($"{branch} stands at {parent.Id.Abbreviated}, not at {wanted.Abbreviated} as the condition on its head asks. Nothing was committed.");
            }

            await member.Transaction.CheckCollectedAsync(moment.Gc, cancellationToken).ConfigureAwait(false);
            if (member.Transaction.Checking is { } check)
            {
                await check(cancellationToken).ConfigureAwait(false);
            }

            return await BuildOneAsync(member, moment, parent, tree, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (e.Kind is not LakeErrorKind.Unavailable && !HasFailed())
        {
            member.Fail(e);
            return null;
        }
    }

    // Rule 4: the winners may hold the member itself, sent by an earlier run of a staged transaction, or its key.
    private async ValueTask<CommitResult?> FindDoneAsync(PendingCommit member, LogMoment moment, CancellationToken cancellationToken)
    {
        var transaction = member.Transaction;
        foreach (var stored in await lake.Logs.RangeAsync(branch.Log, transaction.CheckedTo + 1, moment.Next - 1, cancellationToken).ConfigureAwait(false))
        {
            var entry = stored.Entry;
            if (!lake.Mutants.HasFlag(WriterMutants.FreshIdEachTry) && entry.Members?.FirstOrDefault(m => m.Tx == transaction.Id) is { } mine)
            {
                var commit = await lake.Commits.ReadAsync(mine.Commit, cancellationToken).ConfigureAwait(false);
                return new CommitResult(CommitStatus.Committed, commit, new LogState(entry.Log, entry.N));
            }

            if (entry.Op is LogOperation.Reset or LogOperation.Undo or LogOperation.Restore or LogOperation.Renamed
                or LogOperation.Delete or LogOperation.Create)
            {
                // The key first: a retried step is done, whatever the branch saw since.
                return await FindKeyAsync(member, moment, cancellationToken).ConfigureAwait(false) ?? throw LakeException.Conflict(
                    $"{branch} saw a {entry.Op.ToString().ToLowerInvariant()} (entry {entry.N} by {entry.Author}) since the transaction began at entry {transaction.BaseState.N}. Nothing was committed; begin again from the new state.");
            }

            transaction.CheckedTo = entry.N;
        }

        return await FindKeyAsync(member, moment, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<CommitResult?> FindKeyAsync(PendingCommit member, LogMoment moment, CancellationToken cancellationToken)
    {
        if (await keys.FindAsync(member.Options.IdempotencyKey, moment, cancellationToken).ConfigureAwait(false) is not { } hit)
        {
            return null;
        }

        RequestDigest.CheckCommit(member.Options.IdempotencyKey, hit, member.Request);
        var commit = await lake.Commits.ReadAsync(hit.Member!.Commit, cancellationToken).ConfigureAwait(false);
        return new CommitResult(CommitStatus.Replayed, commit, new LogState(branch.Log, hit.Stored.Entry.N));
    }

    private async ValueTask<Commit> BuildOneAsync(
        PendingCommit member, LogMoment moment, Commit parent, Tree tree, CancellationToken cancellationToken)
    {
        var transaction = member.Transaction;
        await MergedParents.CheckFollowsAsync(transaction, member.Options, parent, ReadAsync, cancellationToken).ConfigureAwait(false);
        var merged = await MergedParents.NewAsync(lake, member.Options.MergeParents, transaction.Base, cancellationToken).ConfigureAwait(false);
        var changes = await Rebaser.RebaseAsync(lake, transaction, parent, tree, cancellationToken).ConfigureAwait(false);
        await PathStructure.CheckAsync(tree, changes, cancellationToken).ConfigureAwait(false);
        if (transaction.Rule is { } rule)
        {
            await rule.CheckAsync(tree, changes, [.. transaction.Groups.Keys], cancellationToken).ConfigureAwait(false);
        }

        var after = await TreeEditor.ApplyAsync(tree, changes, lake.Split, transaction.Upload, cancellationToken).ConfigureAwait(false);
        if (transaction.Repacking is { } repacking)
        {
            after = await repacking.MoveAsync(after, cancellationToken).ConfigureAwait(false);
        }

        if (after.Root == tree.Root && merged.Count == 0 && !member.Options.AllowEmpty)
        {
            return parent;
        }

        if (merged.Count == 0 && member.Options.Applied?.Any(applied => applied.As == AppliedCommit.Squashed) != true)
        {
            BranchRules.Of(lake, branch, moment.Settings.Value).CheckDirectCommit();
        }

        var time = await lake.Store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        var commit = CommitStore.Make(CommitDraft.Of(lake, branch, moment.Next, member, [parent, .. merged], after, changes, time), after.Root.Place);
        if (lake.Gate.IsAsked(branch, moment.Settings))
        {
            // A check may read anything of the new tree, also what members before this one brought.
            await Task.WhenAll(storing).ConfigureAwait(false);
            await transaction.Upload.FlushAsync(cancellationToken).ConfigureAwait(false);
            await lake.Gate.CheckAsync(branch, moment.Settings, LogOperation.Commit, parent, commit, cancellationToken).ConfigureAwait(false);
        }

        var stored = StoreAsync(transaction, commit, cancellationToken);
        storing.Add(stored);
        built[commit.Id] = commit;
        if (transaction.Sealing is { } seal)
        {
            await stored.ConfigureAwait(false);
            await seal(moment.Next, commit.Id, cancellationToken).ConfigureAwait(false);
        }

        return commit;
    }

    // Commits of the same group may not be stored yet.
    private ValueTask<Commit> ReadAsync(CommitId id, CancellationToken cancellationToken) =>
        built.TryGetValue(id, out var mine) ? ValueTask.FromResult(mine) : lake.Commits.ReadAsync(id, cancellationToken);

    private bool HasFailed() => storing.Exists(static task => task.IsFaulted);

    // Members are built one on the other and stored side by side: what a group costs is not its members' round trips in a row.
    private async Task StoreAsync(Transaction transaction, Commit commit, CancellationToken cancellationToken)
    {
        await transaction.Upload.FlushAsync(cancellationToken).ConfigureAwait(false);
        await lake.Commits.WriteAsync(commit, cancellationToken).ConfigureAwait(false);
    }
}
