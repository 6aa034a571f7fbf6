using LakeVersion.Simulation.Checking;
using LakeVersion.Simulation.Engine;
using LakeVersion.Storage;
using LakeVersion.Versioning.Collection;

namespace LakeVersion.Simulation.Actors;

/// <summary>Collects as the product does, by the retention rules that stand in the settings; its process may be killed, and another goes on.</summary>
internal sealed class ProductCollector(World world, SharedObjects objects, Book book, Ledger ledger, string name)
    : Actor(world, objects, book, ledger, name, world.Options.CollectionsEach)
{
    // Lists stay short, so little needs to be remembered, and none goes to a disk.
    private static readonly CollectorOptions Options = new() { Author = "collector", RequestsAtOnce = 4, RecentBits = 6 };

    protected override double Deaths => World.Options.Deaths;

    protected override async Task StepAsync()
    {
        var collector = Lake.Store.Collector;
        collector.Mutants = World.Options.CollectorMutants;
        try
        {
            if (World.Chance(0.1))
            {
                await collector.PlanAsync(Options);
            }

            var result = await collector.RunAsync(Options);
            if (result is { State: CollectorState.Waiting, ReadyAt: { } ready })
            {
                var rest = ready > World.Time ? ready - World.Time : TimeSpan.Zero;
                await Process.WaitAsync(rest + World.Between(TimeSpan.Zero, TimeSpan.FromSeconds(1)));
                result = await collector.RunAsync(Options);
            }

            World.Note($"collection {result.K}: {result.State}, {result.Freed?.FreedCount} objects freed");
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Unavailable or LakeErrorKind.Unknown or LakeErrorKind.Corrupt)
        {
            // Another collector that let go of more may have swept what this one marks. Whether it should have is seen by the book.
            World.Note($"a collection is abandoned: {e.Message}");
        }
    }
}
