using LakeVersion.Storage;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Work that goes on while more is begun: so many at once, the first failure ends all.</summary>
internal sealed class BoundedWork : IAsyncDisposable
{
    private readonly BackgroundWork background;
    private readonly WorkSlots slots;
    private readonly CancellationTokenSource stop;
    private readonly Lock gate = new();
    private readonly List<Task> running = [];

    public BoundedWork(BackgroundWork background, int most, CancellationToken cancellationToken)
    {
        this.background = background;
        slots = new WorkSlots(background, most);
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>Begins work as soon as there is room; what failed before shows here, or in <see cref="GuardAsync"/>.</summary>
    public async ValueTask StartAsync(Func<CancellationToken, Task> work)
    {
        await slots.WaitAsync(stop.Token).ConfigureAwait(false);
        lock (gate)
        {
            running.RemoveAll(task => task.IsCompletedSuccessfully);
            running.Add(background.RunAsync(() => RunAsync(work))); // Never on the caller's back, who holds the gate.
        }
    }

    /// <summary>Runs what begins work, then waits for all of it. The failure that stopped the rest is thrown, whichever side it came from.</summary>
    public async ValueTask GuardAsync(Func<CancellationToken, Task> begin)
    {
        try
        {
            await begin(stop.Token).ConfigureAwait(false);
            await Task.WhenAll(Running()).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // What was stopped because another failed says less than that failure.
            await SettleAsync().ConfigureAwait(false);
            await (Array.Find(Running(), task => task.IsFaulted) ?? Task.CompletedTask).ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await background.CancelAsync(stop).ConfigureAwait(false);
        await SettleAsync().ConfigureAwait(false);
        stop.Dispose();
    }

    private Task[] Running()
    {
        lock (gate)
        {
            return [.. running];
        }
    }

    private async ValueTask SettleAsync()
    {
        foreach (var task in Running())
        {
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunAsync(Func<CancellationToken, Task> work)
    {
        var isDone = false;
        try
        {
            await work(stop.Token).ConfigureAwait(false);
            isDone = true;
        }
        finally
        {
            if (!isDone)
            {
                await background.CancelAsync(stop).ConfigureAwait(false);
            }

            slots.Release();
        }
    }
}
