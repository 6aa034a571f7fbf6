using LakeVersion.Simulation.Checking;
using LakeVersion.Simulation.Engine;
using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Simulation.Actors;

/// <summary>Opens states that are kept, and reads them again and again for as long as a grace period promises.</summary>
internal sealed class Reader(World world, SharedObjects objects, Book book, Ledger ledger, string name) : Actor(world, objects, book, ledger, name, 5)
{
    protected override bool Caches => false;

    protected override async Task StepAsync()
    {
        var kept = Book.Kept().ToList();
        var state = kept[World.Random.Next(kept.Count)];
        RefName.TryFromLog(state.Log, out var name);
        var until = World.Now + World.Options.Grace.Ticks;
        var revision = $"{(name.Kind == RefKind.Tag ? "tag" : "branch")}:{name.Name}@{{#{state.N}}}";
        LakeSnapshot snapshot;
        try
        {
            snapshot = await Lake.AtAsync(revision);
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Unavailable or LakeErrorKind.Expired or LakeErrorKind.NotFound)
        {
            World.Note($"{revision} cannot be opened: {e.Kind}");
            return;
        }

        while (World.Now < until)
        {
            try
            {
                await ReadAsync(snapshot, revision);
            }
            catch (LakeException e) when (World.Now > until || e.Kind == LakeErrorKind.Unavailable)
            {
                World.Note($"{revision} cannot be read: {e.Kind}");
            }
            catch (LakeException e)
            {
                throw World.Fail(new Violation($"A reader of {revision} lost it within the grace period: {e.Message}", e));
            }

            await Process.WaitAsync(TimeSpan.FromMilliseconds(500));
        }
    }

    private async Task ReadAsync(LakeSnapshot snapshot, string revision)
    {
        var (sum, count) = (0, 0);
        await foreach (var file in snapshot.Files.ListAsync(Bank.Folder))
        {
            using var reader = new StreamReader(await snapshot.Files.OpenAsync(file.Path));
            sum += Bank.Balance(await reader.ReadToEndAsync());
            count++;
        }

        if (World.Options.Tables)
        {
            await ReadTablesAsync(snapshot, revision);
        }

        World.Note($"{revision} holds {sum}");
        if (count > 0 && sum != Bank.Total)
        {
            throw World.Fail(new Violation($"A reader of {revision} saw accounts that add up to {sum}"));
        }
    }

    private async Task ReadTablesAsync(LakeSnapshot snapshot, string revision)
    {
        foreach (var table in (string[])[TableBank.Accounts, TableBank.Journal])
        {
            if (await TableBank.SumAsync(snapshot, table) is { } sum && sum != TableBank.Expected(table))
            {
                throw World.Fail(new Violation($"A reader of {revision} saw rows in {table} that add up to {sum}"));
            }
        }
    }
}
