using LakeVersion.Changes;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Merging;

/// <summary>Tries on the branch's head until nobody else moved the branch meanwhile, so that what was worked out holds for what it follows.</summary>
/// <remarks>A step that was done before under its idempotency key is the answer, whatever the branch saw since and whatever head is asked for.</remarks>
/// <param name="lake">The lake.</param>
/// <param name="branch">The branch.</param>
/// <param name="operations">What the step may come to in the branch's log.</param>
internal sealed class HeadLoop(Lake lake, LakeBranch branch, params LogOperation[] operations)
{
    /// <summary>What the step came to when it was done before; null where it was not. Of use before its words are resolved: they may mean something else by now, or nothing.</summary>
    public async ValueTask<MergeResult?> FindDoneAsync(CommitOptions options, CancellationToken cancellationToken)
    {
        if (options.IdempotencyKey is not { } key
            || await lake.Store.FindStepAsync(branch.Ref, key, options.Request, operations, cancellationToken).ConfigureAwait(false) is not { } step)
        {
            return null;
        }

        var (entry, commits) = (step.Stored.Entry, lake.Store.Commits);
        var head = step.Commit?.Commit ?? await commits.ReadAsync(entry.After!.Value, cancellationToken).ConfigureAwait(false);
        var ours = step.Commit is null ? entry.Before!.Value : head.Record.Parents[0];
        return new MergeResult
        {
            Status = entry.Op == LogOperation.FastForward ? MergeStatus.FastForwarded : MergeStatus.Merged,
            Ours = await commits.TryReadAsync(ours, cancellationToken).ConfigureAwait(false) ?? head,
            Theirs = await commits.TryReadAsync(TheirsOf(head), cancellationToken).ConfigureAwait(false) ?? head,
            Head = head,
            Commit = step.Commit,
            Moved = step.Commit is null ? step.Stored : null,
        };
    }

    /// <summary>Runs an attempt, anew where the branch moved on, until the patience ends.</summary>
    /// <param name="options">The idempotency key, the condition on the head, and the patience.</param>
    /// <param name="attempt">Works on a transaction of the head, and publishes only while that is the head.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">Conflict: the branch is not at the head asked for. Unavailable: others won until the patience ended.</exception>
    public async ValueTask<MergeResult> RunAsync(
        CommitOptions options, Func<LakeTransaction, CancellationToken, ValueTask<MergeResult>> attempt, CancellationToken cancellationToken)
    {
        var jitter = new Jitter(lake.Options.Time, lake.Options.Entropy, lake.Options.Background, options.Patience);
        while (true)
        {
            var change = await branch.BeginAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await using (change.ConfigureAwait(false))
            {
                if (await FindDoneAsync(options, cancellationToken).ConfigureAwait(false) is { } done)
                {
                    return done;
                }

                CheckHead(change, options);
                try
                {
                    return await attempt(change, cancellationToken).ConfigureAwait(false);
                }
                catch (LakeException e) when (e.Kind == LakeErrorKind.Conflict)
                {
                    var now = await branch.HeadAsync(cancellationToken).ConfigureAwait(false);
                    if (now.Commit.Id == change.Base.Id)
                    {
                        throw;
                    }

                    if (jitter.IsOver)
                    {
                        throw new LakeException(
                            LakeErrorKind.Unavailable,
                            $"{branch.Ref} moved on each time before the work on its state was done, {jitter.Tries + 1} times in {options.Patience}. Nothing was changed; try again.",
                            e);
                    }
                }
            }

            await jitter.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // A commit of its own names what it merged, squashed or picked.
    private static CommitId TheirsOf(Commit head) =>
        head.Record.Parents.Count > 1 ? head.Record.Parents[^1] : head.Record.Applied is [.., var last] ? last.Commit : head.Id;

    private void CheckHead(LakeTransaction change, CommitOptions options)
    {
        if (options.IfHead is { } wanted && wanted != change.Base.Id)
        {
            throw LakeException.Conflict($"{branch.Ref} stands at {change.Base.Id.Abbreviated}, not at {wanted.Abbreviated} as the condition on its head asks. Nothing was committed.");
        }
    }
}
