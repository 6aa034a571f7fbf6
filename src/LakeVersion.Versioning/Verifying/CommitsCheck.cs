using System.Globalization;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Verifying;

/// <summary>Checks every commit record that a log names and all that those lead to, each once; records outlive the trees that were let go of.</summary>
internal sealed class CommitsCheck(CheckRun run)
{
    private const int MostRemembered = 4096;
    private const int MostUnpublished = 10_000;

    private readonly PackedSet visited = new();
    private readonly Lock gate = new();
    private readonly Dictionary<CommitId, Commit?> recent = [];
    private readonly CommitId? root = run.KnowsIdentity ? RootCommit.Of(run.Identity).Id : null;

    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        var start = run.States.Commits.Select(state => new Step(state.Id, state.State, null));
        await ParallelWalk.RunAsync(start, run.Options.RequestsAtOnce, VisitAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Counts records that nothing leads to, and tells those made for an entry that does not exist (yet, or any more).</summary>
    public async ValueTask<long> UnreachedAsync(CancellationToken cancellationToken)
    {
        var count = 0L;
        await foreach (var item in run.Store.ListAsync(new ListRequest { Prefix = "commits/" }, cancellationToken).ConfigureAwait(false))
        {
            var known = CommitId.TryParse(item.Name[(item.Name.LastIndexOf('/') + 1)..], out var id) && id.ToKey().Value == item.Name;
            if (known && visited.Contains(run.Hash.Of(id)))
            {
                continue;
            }

            count++;
            if (known && count <= MostUnpublished)
            {
                await JudgeUnpublishedAsync(id, cancellationToken).ConfigureAwait(false);
            }
        }

        return count;
    }

    private async ValueTask<IReadOnlyList<Step>> VisitAsync(Step step, CancellationToken cancellationToken)
    {
        if (!visited.Add(run.Hash.Of(step.Id)))
        {
            return [];
        }

        run.Figures.Add(Figure.Commits);
        run.Looked();
        Commit commit;
        try
        {
            commit = await run.Commits.ReadAsync(step.Id, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (CheckRun.IsFault(e))
        {
            Tell(step, e.Message, e.Kind == LakeErrorKind.Corrupt ? Advice.Repair : Advice.Newer);
            return [];
        }

        Remember(commit.Id, commit);
        var parents = new List<Commit>();
        foreach (var id in commit.Record.Parents)
        {
            if (await FindAsync(id, cancellationToken).ConfigureAwait(false) is { } parent)
            {
                parents.Add(parent);
            }
        }

        var fault = CommitRules.Fault(commit, root) ?? (parents.Count == commit.Record.Parents.Count ? CommitRules.Fault(commit, parents) : null)
            ?? MemberFault(commit, step.State);
        if (fault is not null)
        {
            Tell(step, $"Commit {commit.Id} says what it cannot: {fault}.", Advice.Record);
        }

        // What was merely taken back need not be kept.
        return [.. commit.Record.Parents.Concat(commit.Record.Ancestors ?? [])
            .Concat((commit.Record.Applied ?? []).Where(applied => applied.As != AppliedCommit.Reverted).Select(applied => applied.Commit))
            .Select(id => new Step(id, null, commit.Id))];
    }

    // The record of a parent by itself; its faults are told when its turn comes.
    private async ValueTask<Commit?> FindAsync(CommitId id, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (recent.TryGetValue(id, out var known))
            {
                return known;
            }
        }

        Commit? read = null;
        try
        {
            read = await run.Commits.TryReadAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (CheckRun.IsFault(e))
        {
        }

        Remember(id, read);
        return read;
    }

    private void Remember(CommitId id, Commit? commit)
    {
        lock (gate)
        {
            if (recent.Count >= MostRemembered)
            {
                recent.Clear();
            }

            // Words may be 64 KiB; only numbers and ids are needed.
            recent[id] = commit is null ? null : new Commit(id, commit.Record with { Message = "", Metadata = null, Applied = null }, commit.RootPlace);
        }
    }

    private static string? MemberFault(Commit commit, LogState? state)
    {
        // Only what an entry publishes as new names the entry; the root commit names none.
        var record = commit.Record;
        return record.Entry > 0 && RefName.Fault(record.Branch) is { } fault ? $"it was made for the branch '{record.Branch}', and {fault}"
            : state is { } at && record.Entry > at.N && at.Log == RefName.Branch(record.Branch).Log
                ? string.Create(CultureInfo.InvariantCulture, $"it was made for entry {record.Entry} of {at.Log}, and entry {at.N} holds it already")
            : null;
    }

    private async ValueTask JudgeUnpublishedAsync(CommitId id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken).ConfigureAwait(false) is not { Record: { Entry: > 0 } record } || RefName.Fault(record.Branch) is not null)
        {
            return;
        }

        var log = RefName.Branch(record.Branch).Log;
        var last = await Records.NumberedKey.NewestAsync(run.Store, log, cancellationToken).ConfigureAwait(false);
        if (record.Entry > last)
        {
            run.Sink.Add(new CheckFinding
            {
                Thing = CheckedThing.Commit,
                Key = id.ToKey().Value,
                Fault = $"Commit {id.Abbreviated} by {record.Author} was made for entry {record.Entry} of {log}, which does not exist: the log ends at {last}.",
                Advice = Advice.Unpublished,
                IsDamage = false,
                Commits = [id],
                Names = [RefName.Branch(record.Branch).ToString()],
            });
        }
    }

    private void Tell(Step step, string fault, string advice) => run.Sink.Add(new CheckFinding
    {
        Thing = CheckedThing.Commit,
        Key = step.Id.ToKey().Value,
        Fault = fault,
        Advice = advice,
        Commits = step.Child is { } child ? [step.Id, child] : [step.Id],
        Names = step.State is { } state ? [StateText.Of(state)] : [],
    });

    private sealed record Step(CommitId Id, LogState? State, CommitId? Child);
}
