using LakeVersion.Changes;
using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Merging;

/// <summary>Tries on the branch's head until nobody else moved the branch meanwhile, so that what was worked out holds for what it follows.</summary>
internal sealed class HeadLoop(Lake lake, LakeBranch branch)
{
    /// <summary>Runs an attempt, anew where the branch moved on, until the patience ends.</summary>
    /// <param name="options">The condition on the head, and the patience.</param>
    /// <param name="attempt">Works on a transaction of the head, and publishes only while that is the head.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">Conflict: the branch is not at the head asked for. Unavailable: others won until the patience ended.</exception>
    public async ValueTask<MergeResult> RunAsync(
        CommitOptions options, Func<LakeTransaction, CancellationToken, ValueTask<MergeResult>> attempt, CancellationToken cancellationToken)
    {
        var jitter = new Jitter(lake.Options.Time, lake.Options.Entropy, options.Patience);
        while (true)
        {
            var change = await branch.BeginAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await using (change.ConfigureAwait(false))
            {
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

    private void CheckHead(LakeTransaction change, CommitOptions options)
    {
        if (options.IfHead is { } wanted && wanted != change.Base.Id)
        {
            throw LakeException.Conflict($"{branch.Ref} stands at {change.Base.Id.Abbreviated}, not at {wanted.Abbreviated} as the condition on its head asks. Nothing was committed.");
        }
    }
}
