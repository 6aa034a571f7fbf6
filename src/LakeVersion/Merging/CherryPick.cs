using LakeVersion.Changes;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Merging;

/// <summary>Brings the changes of single commits into a branch: one as a commit on its head, several on a workbench and then all at once.</summary>
internal sealed class CherryPick(Lake lake, LakeBranch branch, PickOptions options)
{
    public async ValueTask<MergeResult> RunAsync(IReadOnlyList<string> revisions, CancellationToken cancellationToken)
    {
        var commits = await new RevisionRange(lake).ToPickAsync(revisions, cancellationToken).ConfigureAwait(false);
        var say = options.Commit ?? new CommitOptions { Author = lake.Options.Author, Message = "" };
        say = say with { Request = say.Request ?? $"cherry-pick {string.Join(' ', revisions)}" };
        return await new HeadLoop(lake, branch).RunAsync(
            say, (change, token) => commits.Count == 1 ? OneAsync(change, commits[0], say, token) : SeveralAsync(change, commits, say, token), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<MergeResult> OneAsync(LakeTransaction change, Commit commit, CommitOptions say, CancellationToken cancellationToken)
    {
        var result = new MergeResult { Status = MergeStatus.Conflicts, Ours = change.Base, Theirs = commit, Head = change.Base };
        if (say.IdempotencyKey is { } key && await branch.FindDoneAsync(key, say.Request, cancellationToken).ConfigureAwait(false) is { } done)
        {
            return result with { Status = MergeStatus.Merged, Commit = done, Head = done.Commit };
        }

        var pick = new Pick(lake, options with { Commit = say });
        var book = new DecisionBook(options.Resolution);
        var conflicts = await pick.ApplyAsync(change, commit, book, cancellationToken).ConfigureAwait(false);
        book.CheckAllUsed();
        if (conflicts.Count > 0)
        {
            return result with { Conflicts = conflicts, At = commit };
        }

        if (options.DryRun)
        {
            return result with { Status = MergeStatus.Merged, Replayed = 1, Changes = change.Inner.Changes() };
        }

        var committed = await change.CommitAsync(pick.Say(commit, "cherry-pick") with { IfHead = change.Base.Id }, cancellationToken).ConfigureAwait(false);
        return committed.Status == CommitStatus.Unchanged
            ? result with { Status = MergeStatus.UpToDate }
            : result with { Status = MergeStatus.Merged, Commit = committed, Head = committed.Commit, Replayed = 1 };
    }

    private async ValueTask<MergeResult> SeveralAsync(
        LakeTransaction change, IReadOnlyList<Commit> commits, CommitOptions say, CancellationToken cancellationToken)
    {
        var result = new MergeResult { Status = MergeStatus.Conflicts, Ours = change.Base, Theirs = commits[^1], Head = change.Base };
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
