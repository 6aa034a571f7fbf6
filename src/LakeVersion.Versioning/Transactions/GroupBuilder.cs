using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Transactions;

/// <summary>Builds the commits of a group on the head of a branch: what the log writer decides its next entry by.</summary>
internal sealed class GroupBuilder
{
    private readonly LakeStore lake;
    private readonly RefName branch;
    private readonly List<PendingCommit> group;
    private readonly IdempotencySearch keys;

    public GroupBuilder(LakeStore lake, RefName branch, List<PendingCommit> group)
    {
        this.lake = lake;
        this.branch = branch;
        this.group = group;
        keys = new IdempotencySearch(lake, branch);
    }

    public async ValueTask<LogDraft?> BuildAsync(LogMoment moment, CancellationToken cancellationToken)
    {
        if (moment.Head?.Entry.After is not { } headId)
        {
            throw LakeException.Conflict($"{branch} was deleted or renamed since the transaction began. Nothing was committed.");
        }

        var head = await lake.Commits.ReadAsync(headId, cancellationToken).ConfigureAwait(false);
        var (commit, tree) = (head, lake.TreeOf(head));
        var members = new List<LogMember>();
        foreach (var member in group.Where(member => !member.IsAnswered))
        {
            var built = await TryBuildAsync(member, moment, commit, tree, members.Count > 0, cancellationToken).ConfigureAwait(false);
            if (built is null)
            {
                continue;
            }

            (commit, tree) = built.Value;
            members.Add(new LogMember
            {
                Commit = commit.Id,
                Tx = member.Transaction.Id,
                Author = member.Options.Author,
                Message = commit.Record.Subject,
                Key = member.Options.IdempotencyKey,
            });
        }

        return members.Count == 0 ? null : new LogDraft
        {
            Op = LogOperation.Commit,
            After = commit.Id,
            Members = members,
            Message = members.Count == 1 ? members[0].Message : $"{members.Count} commits",
        };
    }

    // A member that cannot go along gets its answer here and leaves; the group does not fail with it.
    private async ValueTask<(Commit Commit, Tree Tree)?> TryBuildAsync(
        PendingCommit member, LogMoment moment, Commit parent, Tree tree, bool behindOthers, CancellationToken cancellationToken)
    {
        if (member.Cancellation.IsCancellationRequested)
        {
            member.Cancel();
            return null;
        }

        try
        {
            if (await keys.FindAsync(member.Options.IdempotencyKey, moment, cancellationToken).ConfigureAwait(false) is { } found)
            {
                member.Succeed(found);
                return null;
            }

            if (member.Options.IfHead is { } wanted && (wanted != parent.Id || behindOthers))
            {
                throw LakeException.Conflict($"{branch} stands at {parent.Id.Abbreviated}, not at {wanted.Abbreviated} as the condition on its head asks. Nothing was committed.");
            }

            await CheckStillValidAsync(member.Transaction, moment, cancellationToken).ConfigureAwait(false);
            return await BuildOneAsync(member, moment, parent, tree, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (e.Kind is not (LakeErrorKind.Unavailable or LakeErrorKind.Unknown))
        {
            member.Fail(e);
            return null;
        }
    }

    // Sources and uploads against the newest collection record; movements that a rebase must not cross.
    private async ValueTask CheckStillValidAsync(Transaction transaction, LogMoment moment, CancellationToken cancellationToken)
    {
        foreach (var source in transaction.Sources)
        {
            moment.Gc.CheckSource(source);
        }

        if (transaction.Upload.Epochs is [var oldest, ..] && oldest <= moment.Gc.SweepMax)
        {
            throw LakeException.Expired(
                $"Transaction {transaction.Id} uploaded to epoch {oldest}, which collection {moment.Gc.K} may delete from; it took too long. Begin again.");
        }

        for (var n = transaction.BaseState.N + 1; n < moment.Next; n++)
        {
            var entry = (await lake.Logs.ReadAsync(branch.Log, n, cancellationToken).ConfigureAwait(false)).Entry;
            if (entry.Op is LogOperation.Reset or LogOperation.Undo or LogOperation.Restore or LogOperation.Renamed
                or LogOperation.Delete or LogOperation.Create)
            {
                throw LakeException.Conflict(
                    $"{branch} saw a {entry.Op.ToString().ToLowerInvariant()} (entry {n} by {entry.Author}) since the transaction began at entry {transaction.BaseState.N}. Nothing was committed; begin again from the new state.");
            }
        }
    }

    private async ValueTask<(Commit Commit, Tree Tree)?> BuildOneAsync(
        PendingCommit member, LogMoment moment, Commit parent, Tree tree, CancellationToken cancellationToken)
    {
        var transaction = member.Transaction;
        var changes = await Rebaser.RebaseAsync(lake, transaction, parent, tree, cancellationToken).ConfigureAwait(false);
        await PathStructure.CheckAsync(tree, changes, cancellationToken).ConfigureAwait(false);
        if (transaction.Rule is { } rule)
        {
            await rule.CheckAsync(tree, changes, [.. transaction.Groups.Keys], cancellationToken).ConfigureAwait(false);
        }

        var after = await TreeEditor.ApplyAsync(tree, changes, lake.Split, transaction.Upload, cancellationToken).ConfigureAwait(false);
        if (after.Id == tree.Id && !member.Options.AllowEmpty)
        {
            member.Succeed(new CommitResult(CommitStatus.Unchanged, parent, new LogState(branch.Log, moment.Next - 1)));
            return null;
        }

        await transaction.Upload.FlushAsync(cancellationToken).ConfigureAwait(false);
        var time = await lake.Store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        var commit = CommitStore.Make(CommitDraft.Of(lake, branch, moment.Next, member, parent, after, changes, time), after.Root.Place);
        await lake.Commits.WriteAsync(commit, cancellationToken).ConfigureAwait(false);
        if (transaction.Sealing is { } seal)
        {
            await seal(moment.Next, commit.Id, cancellationToken).ConfigureAwait(false);
        }

        return (commit, lake.TreeOf(commit));
    }
}
