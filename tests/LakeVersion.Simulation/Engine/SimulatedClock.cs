namespace LakeVersion.Simulation.Engine;

/// <summary>A process's clock: virtual time, off by a constant.</summary>
internal sealed class SimulatedClock(World world, SimulatedProcess process, TimeSpan skew) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => world.Time + skew;

    public override long GetTimestamp() => world.Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(world, process, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
