using LakeVersion.Changes;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Merging;

/// <summary>Brings the changes of single commits into a branch: one as a commit on its head, several on a workbench and then all at once. What the branch holds already is not brought again.</summary>
internal sealed class CherryPick(Lake lake, LakeBranch branch, PickOptions options)
{
    public async ValueTask<MergeResult> RunAsync(IReadOnlyList<string> revisions, CancellationToken cancellationToken)
    {
        var say = options.Commit ?? new CommitOptions { Author = lake.Options.Author, Message = "" };
        say = say with { Request = say.Request ?? $"cherry-pick {string.Join(' ', revisions)}" };
        var loop = new HeadLoop(lake, branch, LogOperation.Commit, LogOperation.FastForward);
        var result = await loop.FindDoneAsync(say, cancellationToken).ConfigureAwait(false);
        if (result is null)
        {
            var picks = await new RevisionRange(lake).ToPickAsync(revisions, cancellationToken).ConfigureAwait(false);
            result = await loop.RunAsync(say, (change, token) => AttemptAsync(change, picks, say, token), cancellationToken).ConfigureAwait(false);
        }

        return result.Status == MergeStatus.FastForwarded ? result with { Status = MergeStatus.Merged } : result;
    }

    private async ValueTask<MergeResult> AttemptAsync(
        LakeTransaction change, IReadOnlyList<(Commit Commit, bool IsNamed)> picks, CommitOptions say, CancellationToken cancellationToken)
    {
        var plan = await new PickPlan(lake, branch, options).MakeAsync(change.Base, picks, cancellationToken).ConfigureAwait(false);
        var result = new MergeResult { Status = MergeStatus.Conflicts, Ours = change.Base, Theirs = picks[^1].Commit, Head = change.Base, LeftOut = plan.Held };
        if (plan.Commits.Count == 0)
        {
            new DecisionBook(options.Resolution).CheckAllUsed();
            return result with { Status = MergeStatus.UpToDate };
        }

        return picks.Count == 1
            ? await OneAsync(change, plan.Commits[0], say, result, cancellationToken).ConfigureAwait(false)
            : await SeveralAsync(change, plan.Commits, say, result, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<MergeResult> OneAsync(LakeTransaction change, OwnCommit own, CommitOptions say, MergeResult result, CancellationToken cancellationToken)
    {
        var commit = own.Commit;
        var pick = new Pick(lake, options with { Commit = say });
        var book = new DecisionBook(options.Resolution);
        var conflicts = await pick.ApplyAsync(change, own, book, cancellationToken).ConfigureAwait(false);
        book.CheckAllUsed();
        if (conflicts.Count > 0)
        {
            return result with { Conflicts = conflicts, At = commit };
        }

        if (options.DryRun)
        {
            return result with { Status = MergeStatus.Merged, Replayed = 1, Changes = change.Inner.Changes() };
        }

        var committed = await change.CommitAsync(pick.Say(own, "cherry-pick") with { IfHead = change.Base.Id }, cancellationToken).ConfigureAwait(false);
        return committed.Status == CommitStatus.Unchanged
            ? result with { Status = MergeStatus.UpToDate }
            : result with { Status = MergeStatus.Merged, Commit = committed, Head = committed.Commit, Replayed = 1 };
    }

    private async ValueTask<MergeResult> SeveralAsync(
        LakeTransaction change, IReadOnlyList<OwnCommit> commits, CommitOptions say, MergeResult result, CancellationToken cancellationToken)
    {
        var replay = new Replay(lake, options, "cherry-pick");
        var book = new DecisionBook(options.Resolution);
        await CheckDirectAsync(cancellationToken).ConfigureAwait(false);
        if (options.DryRun)
        {
            var tried = await replay.TryAsync(change, change.Inner.BaseTree, commits, book, cancellationToken).ConfigureAwait(false);
            return result with { Status = tried.At is null ? MergeStatus.Merged : MergeStatus.Conflicts, Replayed = tried.Made, At = tried.At, Conflicts = tried.Conflicts };
        }

        var bench = await Workbench.OpenAsync(lake, new BirthState(change.Base.Id, change.Inner.BaseState), $"Pick commits for {branch.Name}", cancellationToken).ConfigureAwait(false);
        await using (bench.ConfigureAwait(false))
        {
            var outcome = await replay.RunAsync(bench, commits, book, cancellationToken).ConfigureAwait(false);
            if (outcome.At is not null || outcome.Made == 0)
            {
                return result with { Status = outcome.At is null ? MergeStatus.UpToDate : MergeStatus.Conflicts, At = outcome.At, Conflicts = outcome.Conflicts };
            }

            var (head, state) = await bench.StateAsync(cancellationToken).ConfigureAwait(false);
            var log = Movement.Options(say, say.Message.Length > 0 ? say.Message : $"Pick {outcome.Made} commits", change.Base) with { IsDirect = true };
            var moved = await lake.Store.Moves.FastForwardAsync(branch.Ref, head, state.Source, log, cancellationToken).ConfigureAwait(false);
            head = moved is null ? head : await lake.Store.Commits.ReadAsync(moved.Entry.After!.Value, cancellationToken).ConfigureAwait(false);
            return result with { Status = MergeStatus.Merged, Moved = moved, Head = head, Replayed = outcome.Made };
        }
    }

    // Picks are commits on the branch, one or several. Told before the work; the movement itself is judged by the settings that it names.
    private async ValueTask CheckDirectAsync(CancellationToken cancellationToken)
    {
        foreach (var rule in await lake.Protection.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (rule.MergeOnly && rule.Covers(branch.Ref))
            {
                throw LakeException.Refused(
                    $"{branch.Ref} is protected by the rule '{rule.Name}' (merge-only) and cannot be committed to directly. Nothing was changed. Pick onto another branch and merge that: lv merge BRANCH --into {branch.Name}");
            }
        }
    }
}
