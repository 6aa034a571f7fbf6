using System.Text;
using LakeVersion.Simulation.Actors;
using LakeVersion.Simulation.Checking;
using LakeVersion.Simulation.Engine;
using LakeVersion.Testing;
using LakeVersion.Versioning;
using LakeVersion.Versioning.Collection.Retention;
using LakeVersion.Versioning.Logs;

namespace LakeVersion.Simulation;

/// <summary>One seed's run: a lake, everybody who works on it, and everybody who watches, until nothing is left to happen.</summary>
internal static class SimulatedRun
{
    /// <summary>Runs a seed on a thread of its own.</summary>
    public static async Task<RunResult> RunAsync(int seed, SimulationOptions options, bool traces = false)
    {
        RunResult? result = null;
        await OnThreadAsync(() => result = Run(seed, options, traces));
        return result!;
    }

    /// <summary>Runs seeds, each on one thread, as many at once as there are cores, up to and with the first that fails.</summary>
    public static async Task<IReadOnlyList<RunResult>> RunAsync(int first, int count, SimulationOptions options)
    {
        var results = new RunResult?[count];
        var (begun, end) = (-1, count);
        var gate = new Lock();
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => OnThreadAsync(() =>
        {
            for (int i; (i = Interlocked.Increment(ref begun)) < Volatile.Read(ref end);)
            {
                results[i] = Run(first + i, options, false);
                if (results[i]!.Failure is not null)
                {
                    lock (gate)
                    {
                        end = Math.Min(end, i + 1);
                    }
                }
            }
        })));
        return [.. results.Take(end).Select(result => result!)];
    }

    private static Task OnThreadAsync(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                work();
                done.SetResult();
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
        var mirror = new MirrorBook(world, objects, book, new WorldClock(world));
        foreach (var actor in Actors(world, objects, mirror, book, ledger))
        {
            actor.Start();
        }

        try
        {
            RunOut(world);
            if (options.LosesRoot && world.Failure is null && book.AnyRoot() is { } root)
            {
                objects.Lose(root);
                new ProductCollector(world, objects, book, ledger, "late-collector").Start();
                RunOut(world);
            }

            book.CheckAll();
            mirror.CheckAll();
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
            Outcomes = ledger.Operations.CountBy(operation => (operation.Kind, operation.Outcome)).ToDictionary(),
            Seen = ledger.Operations.Where(operation => operation.Seen.Count > 0).Select(operation => operation.Kind).ToHashSet(),
            Entries = book.EntryCount,
            Deleted = book.DeletedCount,
        };
    }

    private static void RunOut(World world)
    {
        while (world.Step())
        {
        }
    }

    private static IEnumerable<Actor> Actors(World world, SharedObjects objects, MirrorBook mirror, Book book, Ledger ledger) =>
    [
        .. Enumerable.Range(1, world.Options.Writers).Select(i => new Writer(world, objects, book, ledger, $"writer{i}")),
        .. Enumerable.Range(1, world.Options.Readers).Select(i => new Reader(world, objects, book, ledger, $"reader{i}")),
        .. Enumerable.Range(1, world.Options.Collectors).Select<int, Actor>(i => world.Chance(world.Options.ProductCollectors)
            ? new ProductCollector(world, objects, book, ledger, $"collector{i}")
            : new ReferenceCollector(world, objects, book, ledger, $"collector{i}")),
        .. Enumerable.Range(1, world.Options.Mirrorers).Select(i => new Mirrorer(world, objects, mirror, book, ledger, $"mirrorer{i}")),
    ];

    // A lake with a bank and a branch, made before anything goes wrong.
    private static void Prepare(World world, SharedObjects objects)
    {
        var entropy = new SeededEntropy(world.Random.Next());
        var creation = new LakeCreation { Author = "founder", EpochLength = world.Options.Epoch };
        var inner = SharedObjects.Now(LakeStore.CreateAsync(objects.Memory, new LakeStoreOptions { Time = new WorldClock(world), Entropy = entropy, Background = new AtOnce() }, creation));
        var lake = Lake.Over(objects.Memory, inner, new LakeOptions { Author = "founder", Time = new WorldClock(world), Entropy = entropy, Background = new AtOnce() });
        SharedObjects.Now(OpenBankAsync(world, lake));
    }

    private static async ValueTask<bool> OpenBankAsync(World world, Lake lake)
    {
        await using var change = await lake.Branch("main").BeginAsync();
        for (var i = 0; i < Bank.Accounts; i++)
        {
            await change.Files.PutAsync(Bank.Account(i), new MemoryStream(Encoding.UTF8.GetBytes(Bank.Content(Bank.Total / Bank.Accounts, $"op0-{i}"))));
        }

        if (world.Options.Tables)
        {
            await TableOperations.CreateAsync(change);
        }

        await change.CommitAsync("Open the bank");
        await lake.Store.Settings.SetAsync("gc.grace", RetentionRule.Format(world.Options.Grace), new LogOptions { Author = "founder" });
        await lake.Store.Retention.SetAsync(world.Options.KeepsLittle ? Retain.Nothing : Retain.Rule(world), new LogOptions { Author = "founder" });
        await lake.CreateBranchAsync("b1", "main");
        await lake.CreateBranchAsync("b2", "main");
        return true;
    }

    private sealed class WorldClock(World world) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => world.Time;
    }
}
