using System.Globalization;
using LakeVersion.Simulation.Checking;
using LakeVersion.Simulation.Engine;
using LakeVersion.Storage;
using LakeVersion.Versioning;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Simulation.Actors;

/// <summary>Collects by the protocol in as few lines as it takes, all in memory: what writers must be safe from (docs/format.md, section 7).</summary>
/// <remarks>1. Record. 2. Wait. 3. Fence. 4. Mark. 5. Sweep. A failure anywhere abandons the run.</remarks>
internal sealed class ReferenceCollector(World world, SharedObjects objects, Book book, Ledger ledger, string name)
    : Actor(world, objects, book, ledger, name, world.Options.CollectionsEach)
{
    private static readonly int[] RetentionSeconds = [0, 2, 10];

    // Whoever deletes must not believe a cache.
    protected override bool Caches => false;

    private LakeStore Store => Lake.Store;

    protected override async Task StepAsync()
    {
        try
        {
            await CollectAsync();
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Unavailable or LakeErrorKind.Unknown or LakeErrorKind.Corrupt)
        {
            // Another collector that let go of more may have swept what this one marks. Whether it should have is seen by the book.
            World.Note($"a collection is abandoned: {e.Message}");
        }
    }

    private async Task CollectAsync()
    {
        if (await AnnounceAsync() is not { } record)
        {
            return;
        }

        await Process.WaitAsync(World.Options.Grace); // 2
        var roots = new HashSet<StoreKey>();
        foreach (var name in await NamesAsync())
        {
            await FenceAsync(name, record.K); // 3
        }

        foreach (var name in await NamesAsync())
        {
            var head = await NumberedKey.NewestAsync(Store.Store, name.Log, CancellationToken.None);
            foreach (var stored in await Store.Logs.RangeAsync(name.Log, Math.Max(1, record.LowWater.GetValueOrDefault(name.Log)), head, CancellationToken.None))
            {
                await MarkAsync(stored.Entry, roots); // 4
            }
        }

        await SweepAsync(record, roots); // 5
    }

    private async Task<GcRecord?> AnnounceAsync()
    {
        var gc = await Store.ReadGcAsync(CancellationToken.None);
        var now = await Store.StoreTimeAsync();
        var retention = TimeSpan.FromSeconds(RetentionSeconds[World.Random.Next(RetentionSeconds.Length)]);
        var low = new SortedDictionary<string, long>(gc.LowWater.ToDictionary(), StringComparer.Ordinal);
        foreach (var name in await NamesAsync())
        {
            low[name.Log] = Math.Max(low.GetValueOrDefault(name.Log), await LowWaterAsync(name.Log, now - retention));
        }

        var sweepMax = Math.Max(gc.SweepMax, (long)Store.Identity.EpochOf(now - World.Options.Grace) - 1);
        var previous = gc.K == 0 ? null : await Store.Store.GetAsync(NumberedKey.For(GcRecord.Prefix, gc.K));
        var record = new GcRecord
        {
            Lake = Store.Identity.Lake,
            K = gc.K + 1,
            Time = Microseconds.Floor(now),
            Tx = Id128.Create(Process.Entropy),
            Previous = previous is { } bytes ? ContentHash.OfDomain("lakeversion.gc.v1", bytes.Span) : null,
            SweepMax = sweepMax,
            LowWater = low,
            GraceSeconds = (long)Math.Ceiling(World.Options.Grace.TotalSeconds),
        };
        var key = NumberedKey.For(GcRecord.Prefix, record.K);
        await Store.Store.CreateAsync(key, record.ToBytes());
        return await Store.Store.GetAsync(key) is { } stored && GcRecord.FromBytes(key, stored).Tx == record.Tx ? record : null;
    }

    // The least state that was current later than a moment; of a name that is gone sometimes only that it is.
    private async Task<long> LowWaterAsync(string log, DateTimeOffset since)
    {
        var head = await NumberedKey.NewestAsync(Store.Store, log, CancellationToken.None);
        var entries = await Store.Logs.RangeAsync(log, 1, head, CancellationToken.None);
        var low = head;
        while (low > 1 && entries[(int)low - 1].Entry.Time > since)
        {
            low--;
        }

        return entries[^1].Entry.IsLive || head == 1 || World.Chance(0.5) ? low : head;
    }

    private async Task FenceAsync(RefName name, long k)
    {
        var stamp = new LogStamp(Id128.Create(Process.Entropy), "collector", TimeSpan.FromMinutes(2));
        await Store.Writer.AppendAsync(
            name,
            stamp,
            async (moment, token) => await Store.Logs.MovementAsync(moment.Head, token) is { Entry.Op: LogOperation.Retire }
                ? null
                : new LogDraft { Op = LogOperation.Fence, After = moment.Head?.Entry.After, Fence = k },
            CancellationToken.None);
    }

    private async Task MarkAsync(LogEntry entry, HashSet<StoreKey> marks)
    {
        foreach (var id in (entry.Members ?? []).Select(member => member.Commit).Concat(entry.Brings ?? []).Concat(entry.After is { } after ? [after] : []))
        {
            var commit = await Store.Commits.ReadAsync(id);
            await MarkAsync(Store.TreeOf(commit).Root, marks);
        }

        if (entry is { IsLive: true, Staged: { } staged })
        {
            await MarkAsync(new TreeRoot(staged.Root, staged.RootPlace, staged.Totals), marks);
        }
    }

    private async Task MarkAsync(TreeRoot root, HashSet<StoreKey> marks)
    {
        if (root.ToNode() is not { } first)
        {
            return;
        }

        var open = new Stack<NodeRef>([first]);
        while (open.TryPop(out var next))
        {
            marks.Add(next.Place.ToKey());
            var node = await Store.Nodes.ReadAsync(next, CancellationToken.None);
            for (var i = 0; i < node.Count; i++)
            {
                if (node.Level > 0)
                {
                    open.Push(node.Child(i));
                }
                else if (node.Entry(i) is { Place: { } place })
                {
                    marks.Add(place.ToKey());
                }
            }
        }
    }

    private async Task SweepAsync(GcRecord record, HashSet<StoreKey> marks)
    {
        var dead = new List<StoreKey>();
        foreach (var folder in (string[])["packs/", "objects/"])
        {
            await foreach (var item in Store.Store.ListAsync(new ListRequest { Prefix = folder }))
            {
                var key = StoreKey.Parse(item.Name);
                if (long.Parse(item.Name.Split('/')[2], NumberStyles.HexNumber, CultureInfo.InvariantCulture) <= record.SweepMax && !marks.Contains(key))
                {
                    dead.Add(key);
                }
            }
        }

        foreach (var batch in dead.Chunk(8))
        {
            await Store.Store.DeleteAsync(batch);
        }
    }

    private async Task<List<RefName>> NamesAsync()
    {
        var names = new List<RefName>();
        foreach (var kind in (RefKind[])[RefKind.Branch, RefKind.Tag, RefKind.Keep, RefKind.Staging])
        {
            await foreach (var name in Store.Logs.NamesAsync(kind))
            {
                names.Add(name);
            }
        }

        return names;
    }
}
