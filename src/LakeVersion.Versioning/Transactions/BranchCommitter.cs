using LakeVersion.Storage;
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

    private readonly Lock gate = new();
    private readonly LakeStore lake;
    private readonly RefName branch;
    private readonly Queue<PendingCommit> waiting = new();
    private bool leading;

    public BranchCommitter(LakeStore lake, RefName branch) => (this.lake, this.branch) = (lake, branch);

    public async Task<CommitResult> CommitAsync(Transaction transaction, CommitOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var pending = new PendingCommit(transaction, options, cancellationToken);
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
            _ = Task.Run(LeadAsync, CancellationToken.None);
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

            // The second of two commits with one key waits for the next group, where it finds the first.
            while (group.Count < MostMembers && waiting.TryPeek(out var member)
                && (member.Options.IdempotencyKey is null || keys.Add(member.Options.IdempotencyKey)))
            {
                group.Add(waiting.Dequeue());
            }

            leading = group.Count > 0;
            return leading ? group : null;
        }
    }

    private async Task PublishAsync(List<PendingCommit> group)
    {
        using var whenAllCancel = new GroupCancellation(group);
        var leader = group[0];
        var stamp = new LogStamp(
            group.Count == 1 ? leader.Transaction.Id : Id128.Create(lake.Entropy),
            group.Count == 1 ? leader.Options.Author : leader.Options.Committer ?? leader.Options.Author,
            group.Max(member => member.Options.Patience));
        var builder = new GroupBuilder(lake, branch, group);
        var entry = await lake.Writer.AppendAsync(branch, stamp, builder.BuildAsync, whenAllCancel.Token).ConfigureAwait(false);
        if (entry is not null)
        {
            await AnswerAsync(group, entry.Entry, whenAllCancel.Token).ConfigureAwait(false);
        }
    }

    // The entry that stands in the log is the truth, also where an earlier try of the same transaction wrote it.
    private async ValueTask AnswerAsync(List<PendingCommit> group, LogEntry entry, CancellationToken cancellationToken)
    {
        var state = new LogState(entry.Log, entry.N);
        foreach (var member in group.Where(member => !member.IsAnswered))
        {
            var published = entry.Members?.FirstOrDefault(m => m.Tx == member.Transaction.Id)
                ?? throw new LakeException(LakeErrorKind.Internal, $"{branch}: entry {entry.N} lacks the commit of transaction {member.Transaction.Id}.");
            var commit = await lake.Commits.ReadAsync(published.Commit, cancellationToken).ConfigureAwait(false);
            member.Succeed(new CommitResult(CommitStatus.Committed, commit, state));
        }
    }
}
