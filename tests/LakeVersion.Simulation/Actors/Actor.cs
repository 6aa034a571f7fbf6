using LakeVersion.Simulation.Checking;
using LakeVersion.Simulation.Engine;
using LakeVersion.Storage;
using LakeVersion.Versioning;

namespace LakeVersion.Simulation.Actors;

/// <summary>Somebody at work, in a process of their own, or in several one after the other.</summary>
internal abstract class Actor(World world, SharedObjects objects, Book book, Ledger ledger, string name, int steps)
{
    private int left = steps;
    private int processes;

    protected World World { get; } = world;

    protected Book Book { get; } = book;

    protected Ledger Ledger { get; } = ledger;

    protected SimulatedProcess Process { get; private set; } = null!;

    protected Lake Lake => Process.Lake;

    /// <summary>False where every read goes to the store.</summary>
    protected virtual bool Caches => true;

    /// <summary>What is broken on purpose.</summary>
    protected virtual WriterMutants Mutants => WriterMutants.None;

    /// <summary>How likely the process is killed once.</summary>
    protected virtual double Deaths => 0;

    /// <summary>Begins in a fresh process.</summary>
    public void Start() => World.At(World.Latency(), null, () => _ = RunAsync());

    /// <summary>One step; what it throws besides what an operation may answer is a violation.</summary>
    protected abstract Task StepAsync();

    /// <summary>An answer that is no success: what the caller is told.</summary>
    protected Violation? Wrong(Exception e, string what) => e switch
    {
        Violation violation => violation,
        LakeException { Kind: LakeErrorKind.Internal or LakeErrorKind.Corrupt } => new Violation($"{name}, {what}: {e.Message}", e),
        LakeException or OperationCanceledException => null,
        _ => new Violation($"{name}, {what}: {e}", e),
    };

    private async Task RunAsync()
    {
        try
        {
            var mine = Process = await SimulatedProcess.OpenAsync(World, objects, $"{name}.{++processes}", Caches, Mutants);
            if (processes == 1 && World.Chance(Deaths))
            {
                World.At(World.Between(TimeSpan.Zero, TimeSpan.FromSeconds(20)), null, () => Replace(mine));
            }

            while (left-- > 0)
            {
                await StepAsync();
                await mine.WaitAsync(World.Between(TimeSpan.Zero, TimeSpan.FromSeconds(1)));
            }
        }
        catch (Exception e) when (Wrong(e, "between operations") is { } violation)
        {
            World.Fail(violation);
        }
    }

    private void Replace(SimulatedProcess process)
    {
        if (left > 0)
        {
            process.Kill();
            Start();
        }
    }
}
