using LakeVersion.Testing;
using LakeVersion.Versioning;

namespace LakeVersion.Simulation.Engine;

/// <summary>A process with a lake open: its own caches, ids, clock and connection, on the one thread of all.</summary>
internal sealed class SimulatedProcess
{
    private SimulatedProcess(World world, SharedObjects objects, string name)
    {
        World = world;
        Name = name;
        Clock = new SimulatedClock(world, this, world.Random.Next(3) switch
        {
            0 => world.Options.Skew,
            1 => -world.Options.Skew,
            _ => TimeSpan.Zero,
        });
        Store = new SimulatedStore(world, objects, this);
        Entropy = new SeededEntropy(world.Random.Next());
    }

    public World World { get; }

    public string Name { get; }

    public SimulatedClock Clock { get; }

    public SimulatedStore Store { get; }

    public SeededEntropy Entropy { get; }

    /// <summary>Until when it stands still, in ticks.</summary>
    public long StalledUntil { get; set; }

    /// <summary>True once it was killed: nothing of it happens any more, but what it sent may still arrive.</summary>
    public bool IsDead { get; private set; }

    public Lake Lake { get; private set; } = null!;

    /// <summary>Opens the lake in a new process; tries until it can.</summary>
    public static async Task<SimulatedProcess> OpenAsync(World world, SharedObjects objects, string name, bool caches = true, WriterMutants mutants = default)
    {
        var process = new SimulatedProcess(world, objects, name);
        var options = new LakeOptions { Author = name, Client = "simulation", Time = process.Clock, Entropy = process.Entropy, Background = new SimulatedBackground(world, process) };
        var inner = options.ToStoreOptions(process.Store);
        inner = caches ? inner : inner with { ObjectCacheBytes = 0, NodeCacheBytes = 0 };
        while (process.Lake is null)
        {
            try
            {
                var store = await LakeStore.OpenAsync(process.Store, inner);
                store.Mutants = mutants;
                store.MirrorMutants = world.Options.MirrorMutants;
                process.Lake = Lake.Over(process.Store, store, options);
                process.Lake.Mutants = world.Options.TableMutants;
            }
            catch (Storage.LakeException e) when (e.Kind == Storage.LakeErrorKind.Unavailable)
            {
                await process.WaitAsync(TimeSpan.FromMilliseconds(100));
            }
        }

        return process;
    }

    public Task WaitAsync(TimeSpan time) => Task.Delay(time, Clock, CancellationToken.None);

    public void Kill()
    {
        World.Note($"{Name} dies");
        IsDead = true;
    }
}
