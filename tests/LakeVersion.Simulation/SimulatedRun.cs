using System.Text;
using LakeVersion.Simulation.Actors;
using LakeVersion.Simulation.Checking;
using LakeVersion.Simulation.Engine;
using LakeVersion.Testing;
using LakeVersion.Versioning;

namespace LakeVersion.Simulation;

/// <summary>One seed's run: a lake, everybody who works on it, and everybody who watches, until nothing is left to happen.</summary>
internal static class SimulatedRun
{
    /// <summary>Runs a seed on a thread of its own.</summary>
    public static Task<RunResult> RunAsync(int seed, SimulationOptions options, bool traces = false)
    {
        var done = new TaskCompletionSource<RunResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                done.SetResult(Run(seed, options, traces));
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        thread.Start();
        return done.Task;
    }

    /// <summary>Runs seeds one after the other on one thread, up to and with the first that fails.</summary>
    public static Task<IReadOnlyList<RunResult>> RunAsync(IEnumerable<int> seeds, SimulationOptions options)
    {
        var done = new TaskCompletionSource<IReadOnlyList<RunResult>>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                var results = new List<RunResult>();
                foreach (var seed in seeds)
                {
                    results.Add(Run(seed, options, false));
                    if (results[^1].Failure is not null)
                    {
                        break;
                    }
                }

                done.SetResult(results);
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }).Start();
        return done.Task;
    }

    private static RunResult Run(int seed, SimulationOptions options, bool traces)
    {
        var world = new World(seed, options, traces);
        var objects = new SharedObjects(new WorldClock(world));
        var ledger = new Ledger(world);
        Prepare(world, objects);
        var book = new Book(world, objects, ledger);
        foreach (var actor in Actors(world, objects, book, ledger))
        {
            actor.Start();
        }

        try
        {
            while (world.Step())
            {
            }

            book.CheckAll();
        }
        catch (Violation violation)
        {
            world.Fail(violation);
        }

        return new RunResult
        {
            Seed = seed,
            Failure = world.Failure,
            TraceHash = world.TraceHash,
            Trace = world.Trace,
            Operations = [.. ledger.Operations],
            Entries = book.EntryCount,
            Deleted = book.DeletedCount,
        };
    }

    private static IEnumerable<Actor> Actors(World world, SharedObjects objects, Book book, Ledger ledger) =>
    [
        .. Enumerable.Range(1, world.Options.Writers).Select(i => new Writer(world, objects, book, ledger, $"writer{i}")),
        .. Enumerable.Range(1, world.Options.Readers).Select(i => new Reader(world, objects, book, ledger, $"reader{i}")),
        .. Enumerable.Range(1, world.Options.Collectors).Select(i => new ReferenceCollector(world, objects, book, ledger, $"collector{i}")),
    ];

    // A lake with a bank and a branch, made before anything goes wrong.
    private static void Prepare(World world, SharedObjects objects)
    {
        var entropy = new SeededEntropy(world.Random.Next());
        var creation = new LakeCreation { Author = "founder", EpochLength = world.Options.Epoch };
        var inner = SharedObjects.Now(LakeStore.CreateAsync(objects.Memory, new LakeStoreOptions { Time = new WorldClock(world), Entropy = entropy, Background = new AtOnce() }, creation));
        var lake = Lake.Over(objects.Memory, inner, new LakeOptions { Author = "founder", Time = new WorldClock(world), Entropy = entropy });
        SharedObjects.Now(OpenBankAsync(lake));
    }

    private static async ValueTask<bool> OpenBankAsync(Lake lake)
    {
        await using var change = await lake.Branch("main").BeginAsync();
        for (var i = 0; i < Bank.Accounts; i++)
        {
            await change.Files.PutAsync(Bank.Account(i), new MemoryStream(Encoding.UTF8.GetBytes(Bank.Content(Bank.Total / Bank.Accounts, $"op0-{i}"))));
        }

        await change.CommitAsync("Open the bank");
        await lake.CreateBranchAsync("b1", "main");
        await lake.CreateBranchAsync("b2", "main");
        return true;
    }

    private sealed class WorldClock(World world) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => world.Time;
    }

    private sealed class AtOnce : BackgroundWork
    {
        public override TaskCreationOptions Answers => TaskCreationOptions.None;

        public override void Start(Func<Task> work) => _ = work();
    }
}
