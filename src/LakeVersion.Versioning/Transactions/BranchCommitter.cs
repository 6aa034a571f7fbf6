using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Transactions;

/// <summary>Publishes the commits of this process on one branch, those that wait together as one group.</summary>
/// <remarks>
/// A group is one entry with up to 256 commits. A member that conflicts, is found by its idempotency key or changes nothing
/// leaves the group; the others go on. Whoever comes first leads; who comes meanwhile makes the next group.
/// </remarks>
internal sealed class BranchCommitter
{
    private const int MostMembers = 256;

    // Beside the members an entry holds little; a record has at most 1 MiB.
    private const int MostBytes = 960 << 10;

    private readonly Lock gate = new();
    private readonly LakeStore lake;
    private readonly RefName branch;
    private readonly Queue<PendingCommit> waiting = new();
    private bool leading;
    private LogMoment? latest;

    public BranchCommitter(LakeStore lake, RefName branch) => (this.lake, this.branch) = (lake, branch);

    public async Task<CommitResult> CommitAsync(Transaction transaction, CommitOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var pending = new PendingCommit(transaction, options, lake.Background.Answers, cancellationToken);
        bool lead;
        lock (gate)
        {
            waiting.Enqueue(pending);
            lead = !leading;
            leading = true;
        }

        if (lead)
        {
            // Apart from this caller, who shall have the answer as soon as it is there, not when the queue is empty.
            _ = lake.Background.RunAsync(LeadAsync);
        }

        return await pending.Answer.ConfigureAwait(false);
    }

    private async Task LeadAsync()
    {
        while (TakeGroup() is { } group)
        {
            try
            {
                await PublishAsync(group).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                group.ForEach(member => member.Cancel());
            }
            catch (UnknownOutcomeException e) when (e.Log == branch.Log)
            {
                // Each asks by its own id: the entry names the members, and that of the group nobody else knows.
                group.ForEach(member => member.Fail(UnknownTo(member, e.Log, e.N, e)));
            }
            catch (Exception e)
            {
                // Every failure goes to those who wait; none may stop the ones behind them.
                group.ForEach(member => member.Fail(e));
            }
        }
    }

    private List<PendingCommit>? TakeGroup()
    {
        lock (gate)
        {
            var group = new List<PendingCommit>();
            var keys = new HashSet<string>(StringComparer.Ordinal);
            var left = MostBytes;
            while (group.Count < MostMembers && waiting.TryPeek(out var member) && Fits(member, group.Count == 0, keys, left))
            {
                left -= member.MostBytes;
                group.Add(waiting.Dequeue());
            }

            leading = group.Count > 0;
            return leading ? group : null;
        }
    }

    // The second of two commits with one key waits for the next group, where it finds the first. A condition on the head is
    // judged by the branch, not by commits that wait beside it.
    private static bool Fits(PendingCommit member, bool isFirst, HashSet<string> keys, int left) =>
        isFirst
            ? member.Options.IdempotencyKey is null || keys.Add(member.Options.IdempotencyKey)
            : member.Options.IfHead is null && member.MostBytes <= left
                && (member.Options.IdempotencyKey is null || keys.Add(member.Options.IdempotencyKey));

    private async Task PublishAsync(List<PendingCommit> group)
    {
        using var whenAllCancel = new GroupCancellation(group);
        var leader = group[0];
        var stamp = new LogStamp(
            group.Count == 1 ? leader.Transaction.Id : Id128.Create(lake.Entropy),
            group.Count == 1 ? leader.Options.Author : leader.Options.Committer ?? leader.Options.Author,
            group.Max(member => member.Options.Patience));
        var builder = new GroupBuilder(lake, branch, group);
        var entry = await lake.Writer.AppendAsync(branch, stamp, Known(group), builder.BuildAsync, whenAllCancel.Token).ConfigureAwait(false);
        if (entry is not null)
        {
            // What stands behind a group begins where it ended; no newer collection can hide there, since its fence would take a number.
            latest = builder.Moment! with { Head = entry, Winners = [] };
            await AnswerAsync(group, builder, entry.Entry).ConfigureAwait(false);
        }
    }

    // The newest of what the members and this committer saw of the branch lately; null where all of it is old.
    private LogMoment? Known(List<PendingCommit> group) => group
        .Select(member => member.Transaction.Seen)
        .Append(latest)
        .Where(moment => moment is not null && moment.IsFresh(lake.Time))
        .MaxBy(moment => moment!.Next);

    // The entry that stands in the log is the truth, also where an earlier try of the same transaction wrote it. It is published,
    // so neither cancellation nor a read that fails may be reported as if it were not.
    private async ValueTask AnswerAsync(List<PendingCommit> group, GroupBuilder builder, LogEntry entry)
    {
        var state = new LogState(entry.Log, entry.N);
        foreach (var member in group.Where(member => !member.IsAnswered))
        {
            var published = entry.Members?.FirstOrDefault(m => m.Tx == member.Transaction.Id)?.Commit;
            if (published is { } id)
            {
                await AnswerPublishedAsync(member, builder.Built.GetValueOrDefault(id), id, state).ConfigureAwait(false);
            }
            else if (builder.Unchanged.TryGetValue(member, out var at))
            {
                member.Succeed(new CommitResult(CommitStatus.Unchanged, at, state));
            }
            else
            {
                member.Fail(new LakeException(LakeErrorKind.Internal, $"{branch}: entry {entry.N} lacks the commit of transaction {member.Transaction.Id}."));
            }
        }
    }

    private async ValueTask AnswerPublishedAsync(PendingCommit member, Commit? built, CommitId id, LogState state)
    {
        try
        {
            var commit = built ?? await lake.Commits.ReadAsync(id, CancellationToken.None).ConfigureAwait(false);
            member.Succeed(new CommitResult(CommitStatus.Committed, commit, state));
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Unavailable or LakeErrorKind.Refused)
        {
            member.Fail(UnknownTo(member, state.Log, state.N, e));
        }
    }

    private static UnknownOutcomeException UnknownTo(PendingCommit member, string log, long n, Exception cause) =>
        new(log, n, member.Transaction.Id, cause);
}
