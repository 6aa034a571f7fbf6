namespace LakeVersion.Simulation.Engine;

/// <summary>Virtual time, and all that is going to happen in it, one thing at a time on one thread, in an order that follows from the seed.</summary>
/// <remarks>
/// What waits for a thing that happens goes on inside it: sources of answers are made without RunContinuationsAsynchronously, and the thread
/// has no synchronization context. Whoever comes from another thread is found out (<see cref="CheckThread"/>).
/// </remarks>
internal sealed class World
{
    private const int MostHappenings = 400_000;

    // An own number for each run keeps what happens at one time in the order in which it was planned.
    private readonly PriorityQueue<(SimulatedProcess? Process, Action Act), (long Due, long Order)> plan = new();
    private readonly int thread = Environment.CurrentManagedThreadId;
    private readonly List<string>? trace;
    private long order;

    public World(int seed, SimulationOptions options, bool traces)
    {
        Random = new Random(seed);
        Options = options;
        trace = traces ? [] : null;
    }

    public Random Random { get; }

    public SimulationOptions Options { get; }

    /// <summary>Ticks since the world began.</summary>
    public long Now { get; private set; }

    /// <summary>The true time, which is the store's.</summary>
    public DateTimeOffset Time => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(Now);

    /// <summary>What must never be and was seen; null for nothing.</summary>
    public Violation? Failure { get; private set; }

    /// <summary>The digest of all that happened, in order.</summary>
    public ulong TraceHash { get; private set; } = 14695981039346656037;

    public IReadOnlyList<string> Trace => trace ?? [];

    public bool Chance(double likely) => Random.NextDouble() < likely;

    public TimeSpan Between(TimeSpan least, TimeSpan most) => least + ((most - least) * Random.NextDouble());

    /// <summary>How long a request or an answer is under way: mostly milliseconds.</summary>
    public TimeSpan Latency() => Between(TimeSpan.FromMilliseconds(1), Chance(0.05) ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(30));

    /// <summary>Plans something; what is a process's own waits while that stands still, and never comes once it is dead.</summary>
    public void At(TimeSpan delay, SimulatedProcess? process, Action act) => plan.Enqueue((process, act), (Now + Math.Max(0, delay.Ticks), order++));

    /// <summary>Lets the next thing happen; false where nothing is left.</summary>
    public bool Step()
    {
        if (Failure is not null || !plan.TryDequeue(out var next, out var when))
        {
            return false;
        }

        if (order > MostHappenings)
        {
            throw Fail(new Violation($"It does not come to an end: {MostHappenings} things happened.") { IsOfSimulation = true });
        }

        Now = Math.Max(Now, when.Due);
        if (next.Process is { IsDead: true })
        {
            return true;
        }

        if (next.Process?.StalledUntil > Now)
        {
            plan.Enqueue(next, (next.Process.StalledUntil, order++));
            return true;
        }

        next.Act();
        return true;
    }

    /// <summary>Notes a violation, of which only the first counts.</summary>
    public Violation Fail(Violation violation) => Failure ??= violation;

    public void Note(string what)
    {
        var hash = TraceHash;
        foreach (var letter in what)
        {
            hash = (hash ^ letter) * 1099511628211;
        }

        TraceHash = hash;
        trace?.Add($"{TimeSpan.FromTicks(Now).TotalSeconds,9:0.000} {what}");
    }

    /// <summary>Refuses who comes from another thread: what it does is not in the order of the seed.</summary>
    public void CheckThread()
    {
        if (Environment.CurrentManagedThreadId != thread)
        {
            throw Fail(new Violation($"Work leaked to another thread:\n{Environment.StackTrace}") { IsOfSimulation = true });
        }
    }
}
