namespace LakeVersion.Simulation.Engine;

/// <summary>A timer that virtual time fires, once.</summary>
internal sealed class SimulatedTimer(World world, SimulatedProcess process, TimerCallback callback, object? state) : ITimer
{
    private long version;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        var mine = ++version;
        if (dueTime >= TimeSpan.Zero)
        {
            world.At(dueTime, process, () =>
            {
                if (version == mine)
                {
                    callback(state);
                }
            });
        }

        return true;
    }

    public void Dispose() => version++;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
