using LakeVersion.Storage;

namespace LakeVersion.Versioning.Logs;

/// <summary>Looks at logs; callers that come while a log is being looked at share the next look. Safe for concurrent use.</summary>
/// <remarks>
/// A look tells what stood at a moment after it was asked for. The one under way began too early for who comes meanwhile, so these wait for the
/// next, which begins when it ends, and is one for all of them: many writers of one process cost the store few listings.
/// </remarks>
/// <param name="look">Looks at a log now.</param>
/// <param name="background">Runs the looks that are for all who wait.</param>
internal sealed class SharedLooks(Func<string, CancellationToken, Task<LogMoment>> look, BackgroundWork background)
{
    private readonly Lock gate = new();

    // Logs that are being looked at, each with the look that callers wait for who came meanwhile; null where none did.
    private readonly Dictionary<string, TaskCompletionSource<LogMoment>?> underway = new(StringComparer.Ordinal);

    /// <summary>What stands in a log at some moment after this call.</summary>
    public async ValueTask<LogMoment> LookAsync(string log, CancellationToken cancellationToken)
    {
        if (Join(log) is { } shared)
        {
            return await background.WaitAsync(shared, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await look(log, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            GoOn(log);
        }
    }

    // Null where the caller is to look itself.
    private Task<LogMoment>? Join(string log)
    {
        lock (gate)
        {
            if (underway.TryAdd(log, null))
            {
                return null;
            }

            return (underway[log] ??= new TaskCompletionSource<LogMoment>(background.Answers)).Task;
        }
    }

    private void GoOn(string log)
    {
        TaskCompletionSource<LogMoment>? next;
        lock (gate)
        {
            next = underway[log];
            if (next is null)
            {
                underway.Remove(log);
                return;
            }

            underway[log] = null;
        }

        _ = background.RunAsync(() => LookForAllAsync(log, next));
    }

    // One caller's cancellation ends its own wait, not that of the others.
    private async Task LookForAllAsync(string log, TaskCompletionSource<LogMoment> waiting)
    {
        try
        {
            waiting.SetResult(await look(log, CancellationToken.None).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            // Every failure goes to those who wait.
            waiting.SetException(e);
        }
        finally
        {
            GoOn(log);
        }
    }
}
