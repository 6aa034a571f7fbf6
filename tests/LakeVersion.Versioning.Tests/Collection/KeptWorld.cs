using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Tests.Collection;

/// <summary>What of a lake must be there, found the plain way: every state that is not expired, with all that it refers to.</summary>
internal static class KeptWorld
{
    /// <summary>What is missing of states that must be readable, one a line; empty where all is there.</summary>
    public static async Task<string> MissingAsync(IObjectStore store, LakeStoreOptions? options = null)
    {
        var lake = (await TestLake.OpenAsync(store, options)).Lake;
        var there = await KeysAsync(store);
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var (state, root) in RootsAsync(lake))
        {
            foreach (var key in await KeysOfAsync(lake, root, tolerant: true))
            {
                if (!there.Contains(key))
                {
                    missing.Add($"{state.Log} {state.N}: {key}");
                }
            }
        }

        return string.Join('\n', missing);
    }

    /// <summary>The keys of epochs that may be deleted from which no state needs that is not expired.</summary>
    public static async Task<IReadOnlyList<string>> GarbageAsync(IObjectStore store, LakeStoreOptions? options = null)
    {
        var lake = (await TestLake.OpenAsync(store, options)).Lake;
        var gc = await lake.ReadGcAsync(default);
        var needed = new HashSet<string>();
        await foreach (var (_, root) in RootsAsync(lake))
        {
            needed.UnionWith(await KeysOfAsync(lake, root, tolerant: false));
        }

        return [.. (await KeysAsync(store)).Where(key => !needed.Contains(key) && EpochOf(key) <= gc.SweepMax).Order(StringComparer.Ordinal)];
    }

    /// <summary>The keys of all packs and objects.</summary>
    public static async Task<HashSet<string>> KeysAsync(IObjectStore store)
    {
        var keys = new HashSet<string>();
        foreach (var prefix in (string[])["packs/", "objects/"])
        {
            await foreach (var item in store.ListAsync(new ListRequest { Prefix = prefix }))
            {
                keys.Add(item.Name);
            }
        }

        return keys;
    }

    private static uint EpochOf(string key) => Convert.ToUInt32(key.Split('/')[2], 16);

    // Every state from low water on, and of staged transactions those that did not end.
    private static async IAsyncEnumerable<(LogState State, TreeRoot Root)> RootsAsync(LakeStore lake)
    {
        var gc = await lake.ReadGcAsync(default);
        foreach (var kind in Enum.GetValues<RefKind>())
        {
            await foreach (var name in lake.Logs.NamesAsync(kind))
            {
                var entries = await lake.Logs.NewestFirstAsync(name.Log).ToListAsync();
                if (entries.Exists(stored => stored.Entry.Op == LogOperation.Retire))
                {
                    continue;
                }

                foreach (var entry in entries.Select(stored => stored.Entry).Where(entry => !gc.IsExpired(new LogState(name.Log, entry.N))))
                {
                    var ids = (entry.After is { } after ? [after] : Array.Empty<Versioning.Commits.CommitId>())
                        .Concat(entry.Members?.Select(member => member.Commit) ?? []).Concat(entry.Brings ?? []);
                    foreach (var id in ids)
                    {
                        var commit = await lake.Commits.ReadAsync(id);
                        yield return (new LogState(name.Log, entry.N), new TreeRoot(commit.Record.Root, commit.RootPlace, commit.Record.Totals));
                    }

                    if (entry.Staged is { } staged)
                    {
                        yield return (new LogState(name.Log, entry.N), new TreeRoot(staged.Root, staged.RootPlace, staged.Totals));
                    }
                }
            }
        }
    }

    private static async Task<HashSet<string>> KeysOfAsync(LakeStore lake, TreeRoot root, bool tolerant)
    {
        var keys = new HashSet<string>();
        var open = new Stack<NodeRef>();
        if (root.ToNode() is { } top)
        {
            open.Push(top);
        }

        while (open.TryPop(out var reference))
        {
            keys.Add(reference.Place.ToKey().Value);
            Node node;
            try
            {
                node = await lake.Nodes.ReadAsync(reference, default);
            }
            catch (LakeException e) when (tolerant && e.Kind == LakeErrorKind.Corrupt)
            {
                continue;
            }

            for (var i = 0; i < node.Count; i++)
            {
                if (node.Level > 0)
                {
                    open.Push(node.Child(i));
                    continue;
                }

                var entry = node.Entry(i);
                foreach (var place in (Locator?[])[entry.Place, entry.ChunkListPlace])
                {
                    if (place is { Room: Room.Pack or Room.Object })
                    {
                        keys.Add(place.ToKey().Value);
                    }
                }
            }
        }

        return keys;
    }
}
