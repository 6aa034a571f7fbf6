namespace LakeVersion.Storage;

/// <summary>How work is started that goes on beside its caller, and on whose thread those go on who wait for an answer of it.</summary>
/// <remarks>A simulation runs all of it on one thread of its own, in an order of its choice; everybody else uses the thread pool.</remarks>
public abstract class BackgroundWork
{
    /// <summary>On the thread pool.</summary>
    public static BackgroundWork ThreadPool { get; } = new PoolWork();

    /// <summary>How a source of answers is made: whether who gives one runs what waits for it.</summary>
    public abstract TaskCreationOptions Answers { get; }

    /// <summary>Starts work beside its caller; the task ends with it.</summary>
    public abstract Task<T> RunAsync<T>(Func<Task<T>> work);

    /// <summary>Starts work beside its caller; the task ends with it.</summary>
    public Task RunAsync(Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return RunAsync(async () =>
        {
            await work().ConfigureAwait(false);
            return true;
        });
    }

    /// <summary>Works on each of some items, several at once. The first failure ends the rest, and is thrown.</summary>
    public abstract Task ForEachAsync<T>(IAsyncEnumerable<T> items, int atOnce, Func<T, CancellationToken, ValueTask> work, CancellationToken cancellationToken);

    /// <summary>Works on the numbers from 0 to below a count, several at once. The first failure ends the rest, and is thrown.</summary>
    public Task ForAsync(int count, int atOnce, Func<int, CancellationToken, ValueTask> work, CancellationToken cancellationToken) =>
        ForEachAsync(Enumerable.Range(0, count), atOnce, work, cancellationToken);

    /// <summary>Works on each of some items, several at once. The first failure ends the rest, and is thrown.</summary>
    public Task ForEachAsync<T>(IEnumerable<T> items, int atOnce, Func<T, CancellationToken, ValueTask> work, CancellationToken cancellationToken) =>
        ForEachAsync(items.ToAsyncEnumerable(), atOnce, work, cancellationToken);

    /// <summary>Cancels; the task ends when all who asked to be told were.</summary>
    public virtual Task CancelAsync(CancellationTokenSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.CancelAsync();
    }

    /// <summary>An answer, or cancellation, whichever comes first.</summary>
    public virtual Task<T> WaitAsync<T>(Task<T> answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.WaitAsync(cancellationToken);
    }

    /// <summary>A while by a clock, or cancellation, whichever comes first.</summary>
    public virtual Task DelayAsync(TimeSpan wait, TimeProvider time, CancellationToken cancellationToken) => Task.Delay(wait, time, cancellationToken);

    private sealed class PoolWork : BackgroundWork
    {
        public override TaskCreationOptions Answers => TaskCreationOptions.RunContinuationsAsynchronously;

        public override Task<T> RunAsync<T>(Func<Task<T>> work) => Task.Run(work);

        public override Task ForEachAsync<T>(IAsyncEnumerable<T> items, int atOnce, Func<T, CancellationToken, ValueTask> work, CancellationToken cancellationToken) =>
            Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken }, work);
    }
}
