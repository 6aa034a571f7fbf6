using LakeVersion.Storage;

namespace LakeVersion.Simulation.Engine;

/// <summary>A process's work beside its caller: begins a moment later, on the one thread.</summary>
internal sealed class SimulatedBackground(World world, SimulatedProcess process) : BackgroundWork
{
    public override TaskCreationOptions Answers => TaskCreationOptions.None;

    public override Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        world.CheckThread();
        var done = new TaskCompletionSource<Task<T>>();
        world.At(world.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(2)), process, () => done.SetResult(work()));
        return done.Task.Unwrap();
    }

    // The library's own goes on in the thread pool.
    public override async Task ForEachAsync<T>(IAsyncEnumerable<T> items, int atOnce, Func<T, CancellationToken, ValueTask> work, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task>();
        try
        {
            await foreach (var item in items.WithCancellation(stop.Token))
            {
                if (running.Count == atOnce)
                {
                    var ended = await Task.WhenAny(running);
                    running.Remove(ended);
                    await ended;
                }

                running.Add(work(item, stop.Token).AsTask());
            }

            while (running.Count > 0)
            {
                var ended = await Task.WhenAny(running);
                running.Remove(ended);
                await ended;
            }
        }
        catch
        {
            await CancelAsync(stop);
            foreach (var task in running)
            {
                await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            throw;
        }
    }

    // The library's own goes on in the thread pool.
    public override async Task<T> WaitAsync<T>(Task<T> answer, CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource<T>();
        using var registration = cancellationToken.Register(() => cancelled.TrySetCanceled(cancellationToken));
        return await await Task.WhenAny(answer, cancelled.Task);
    }

    // The library's own goes on in the thread pool where it is cancelled.
    public override async Task DelayAsync(TimeSpan wait, TimeProvider time, CancellationToken cancellationToken)
    {
        var over = new TaskCompletionSource();
        await using var timer = time.CreateTimer(_ => over.TrySetResult(), null, wait, Timeout.InfiniteTimeSpan);
        using var registration = cancellationToken.Register(() => over.TrySetCanceled(cancellationToken));
        await over.Task;
    }

    public override Task CancelAsync(CancellationTokenSource source)
    {
        source.Cancel();
        return Task.CompletedTask;
    }
}
