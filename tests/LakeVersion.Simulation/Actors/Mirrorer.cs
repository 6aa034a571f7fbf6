using LakeVersion.Simulation.Checking;
using LakeVersion.Simulation.Engine;
using LakeVersion.Storage;
using LakeVersion.Versioning.Collection;

namespace LakeVersion.Simulation.Actors;

/// <summary>Mirrors the lake into another store now and then, is killed half-way and goes on; tries besides to collect the mirror, which must be refused.</summary>
internal sealed class Mirrorer(World world, SharedObjects objects, MirrorBook mirror, Book book, Ledger ledger, string name)
    : Actor(world, objects, book, ledger, name, world.Options.MirroringsEach)
{
    protected override double Deaths => 0.6;

    protected override async Task StepAsync()
    {
        var records = Book.RecordCount;
        try
        {
            var result = await Lake.MirrorAsync(new SimulatedStore(World, mirror.Objects, Process));
            World.Note($"mirrored: {result.Logs} logs, {result.Collections} collections");
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Unavailable or LakeErrorKind.Unknown || (e.Kind == LakeErrorKind.Corrupt && Book.RecordCount > records))
        {
            // What was let go of when it was about to be brought may be gone.
            World.Note($"mirroring is given up: {e.Message}");
        }
        catch (LakeException e)
        {
            throw World.Fail(new Violation($"Mirroring: {e.Message}", e));
        }

        if (mirror.IsOpen && World.Chance(0.3))
        {
            await CollectMirrorAsync();
        }
    }

    private async Task CollectMirrorAsync()
    {
        var process = await SimulatedProcess.OpenAsync(World, mirror.Objects, $"{Process.Name}-collector");
        try
        {
            await process.Lake.Store.Collector.RunAsync(new CollectorOptions { Author = "collector", RecentBits = 6 });
            World.Fail(new Violation("A mirror was collected on its own"));
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Refused or LakeErrorKind.Unavailable)
        {
            World.Note(e.Message);
        }
    }
}
