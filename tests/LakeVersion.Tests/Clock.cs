namespace LakeVersion.Tests;

/// <summary>A clock that tests turn. It moves on a little at each look, so that nothing happens at the same moment as something else.</summary>
internal sealed class Clock : TimeProvider
{
    private long ticks = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).Ticks;

    public void Advance(TimeSpan time) => Interlocked.Add(ref ticks, time.Ticks);

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Add(ref ticks, TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
}
