using LakeVersion.Versioning;

namespace LakeVersion.Simulation.Engine;

/// <summary>A process's work that nobody waits for: begins a moment later, on the one thread.</summary>
internal sealed class SimulatedBackground(World world, SimulatedProcess process) : BackgroundWork
{
    public override TaskCreationOptions Answers => TaskCreationOptions.None;

    public override void Start(Func<Task> work)
    {
        world.CheckThread();
        world.At(world.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(2)), process, () => _ = work());
    }

    // The library's own goes on in the thread pool.
    public override async Task<T> WaitAsync<T>(Task<T> answer, CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource<T>();
        using var registration = cancellationToken.Register(() => cancelled.TrySetCanceled(cancellationToken));
        return await await Task.WhenAny(answer, cancelled.Task);
    }
}
