using LakeVersion.Checks;
using LakeVersion.Merging;
using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Publishing;

/// <summary>Publishes a branch into another where checks pass: write, audit, publish.</summary>
/// <remarks>
/// 1. What is checked is exactly what is published: the destination only ever moves forward to a commit that passed, on the condition
/// that it stands where that commit was made for.
/// 2. Where the destination has gone on, both are merged on a branch of its own, which is checked, and the destination moves to it.
/// 3. Where it moves on again meanwhile, 2 is done anew.
/// </remarks>
internal sealed class Publication(Lake lake, LakeBranch destination, IReadOnlyList<ICheck> checks, PublishOptions options)
{
    private readonly LogOptions say = new() { Author = options.Author ?? lake.Options.Author };

    /// <summary>Runs work on a fresh branch, and publishes it. Where the work throws, the branch stays if the work changed it.</summary>
    public async ValueTask<PublishResult> RunAsync(
        Func<LakeBranch, CancellationToken, ValueTask> work, CancellationToken cancellationToken)
    {
        var start = await destination.HeadAsync(cancellationToken).ConfigureAwait(false);
        var fresh = await ForkAsync(start, cancellationToken).ConfigureAwait(false);
        var isDone = false;
        try
        {
            await work(fresh, cancellationToken).ConfigureAwait(false);
            isDone = true;
        }
        finally
        {
            if (!isDone)
            {
                await DeleteAsync(fresh, onlyAt: start).ConfigureAwait(false);
            }
        }

        // Only where it still is what was published: what others committed to it meanwhile is theirs.
        var (result, tried) = await TryUntilStillAsync(fresh, cancellationToken).ConfigureAwait(false);
        return result.Status is PublishStatus.Published or PublishStatus.Unchanged
            ? result with { IsKept = !await DeleteAsync(fresh, onlyAt: tried).ConfigureAwait(false) }
            : result;
    }

    /// <summary>Publishes a branch that is there, and leaves it.</summary>
    public async ValueTask<PublishResult> RunAsync(LakeBranch source, CancellationToken cancellationToken) =>
        (await TryUntilStillAsync(source, cancellationToken).ConfigureAwait(false)).Result;

    // Until the destination stands still for one try; with the state of the source that it was about.
    private async ValueTask<(PublishResult Result, LakeSnapshot Work)> TryUntilStillAsync(LakeBranch source, CancellationToken cancellationToken)
    {
        var begun = lake.Options.Time.GetTimestamp();
        while (true)
        {
            var head = await destination.HeadAsync(cancellationToken).ConfigureAwait(false);
            var work = await source.HeadAsync(cancellationToken).ConfigureAwait(false);
            var nothing = new PublishResult { Status = PublishStatus.Unchanged, Branch = source.Name, IsKept = true, Head = head.Commit };
            if (await lake.Store.Ancestry.IsAncestorAsync(work.Commit, head.Commit, cancellationToken).ConfigureAwait(false))
            {
                return (nothing, work);
            }

            var tried = await lake.Store.Ancestry.IsAncestorAsync(head.Commit, work.Commit, cancellationToken).ConfigureAwait(false)
                ? await TryAsync(nothing, head, work, cancellationToken).ConfigureAwait(false)
                : await TryMergedAsync(nothing, head, work, cancellationToken).ConfigureAwait(false);
            if (tried is not null)
            {
                return (tried, work);
            }

            if (lake.Options.Time.GetElapsedTime(begun) > options.Patience)
            {
                throw LakeException.Conflict(
                    $"{destination.Ref} moved on again each time its merge with {source.Ref} had been checked, for {options.Patience}. Nothing was published; {source.Name} is kept. Try again, or allow more time.");
            }
        }
    }

    private async ValueTask<PublishResult?> TryMergedAsync(
        PublishResult nothing, LakeSnapshot head, LakeSnapshot work, CancellationToken cancellationToken)
    {
        var meeting = await Workbench.OpenAsync(lake, head.Revision.AsBirth, $"Publish {nothing.Branch}", cancellationToken).ConfigureAwait(false);
        await using (meeting.ConfigureAwait(false))
        {
            var message = options.Message ?? $"Merge {work.Label} into {destination.Name}";
            var how = new MergeOptions { Commit = new CommitOptions { Message = message, Author = say.Author }, Resolution = options.Resolution };
            var merged = await meeting.Branch.MergeAsync(work.Commit.Id.ToString(), how, cancellationToken).ConfigureAwait(false);
            return merged.Status == MergeStatus.Conflicts
                ? nothing with { Status = PublishStatus.Conflicts, Conflicts = merged.Conflicts }
                : await TryAsync(nothing, head, await meeting.Branch.HeadAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
    }

    // Null where the destination moved on: then what was checked is not what would be published.
    private async ValueTask<PublishResult?> TryAsync(
        PublishResult nothing, LakeSnapshot head, LakeSnapshot next, CancellationToken cancellationToken)
    {
        var report = await CheckReport.RunAsync(checks, next, head, lake.Options.Time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        if (!report.Passed)
        {
            return nothing with { Status = PublishStatus.ChecksFailed, Checks = report };
        }

        var move = say with { Message = options.Message ?? $"Publish {nothing.Branch}", IfHead = head.Commit.Id };
        try
        {
            await lake.Store.Moves.FastForwardAsync(destination.Ref, next.Commit, next.Revision.Source, move, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Conflict)
        {
            var now = await destination.HeadAsync(cancellationToken).ConfigureAwait(false);
            if (now.Commit.Id == head.Commit.Id)
            {
                throw;
            }

            return null;
        }

        return nothing with { Status = PublishStatus.Published, Checks = report, Head = next.Commit };
    }

    private async ValueTask<LakeBranch> ForkAsync(LakeSnapshot at, CancellationToken cancellationToken)
    {
        var branch = lake.Branch($"publish/{options.Name}-{Id128.Create(lake.Options.Entropy).ToString()[..10]}");
        await lake.Store.Births.CreateAsync(branch.Ref, at.Revision.AsBirth, say, cancellationToken).ConfigureAwait(false);
        return branch;
    }

    // Also where the caller has given up: a branch that nobody asked for should not stay. That it could not be deleted is no reason to
    // call what was done failed, nor to hide why it failed.
    private async ValueTask<bool> DeleteAsync(LakeBranch branch, LakeSnapshot onlyAt)
    {
        try
        {
            await lake.Store.Moves.DeleteAsync(branch.Ref, say with { IfHead = onlyAt.Commit.Id }, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (LakeException)
        {
            return false;
        }
    }
}
