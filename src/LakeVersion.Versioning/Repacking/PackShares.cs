using System.Collections.Concurrent;
using LakeVersion.Versioning.Collection.Marking;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Repacking;

/// <summary>How much of each pack a tree needs, and which packs it is to leave.</summary>
/// <remarks>
/// 1. A pack of which the tree needs less than the share is left. What a block needs of the pack's directory counts with it, so that a pack that is
/// needed as a whole is needed to the last byte. 2. A node under which anything moves is stored again itself, so its pack holds less
/// that is needed; the tree is gone through again until no more packs fall below the share. 3. Content that stands at several paths counts for each: a pack
/// may seem fuller than it is. 4. What is erased stays named where it is, with its list of chunks, and their packs are not left.
/// 5. Where no less would be stored again than is left, nothing is left.
/// </remarks>
internal sealed class PackShares(LakeStore lake, Tree tree, ErasedPlaces erased, int belowPercent)
{
    private const int AtOnce = 16;

    private readonly Dictionary<StoredPart, Need> needed = [];
    private readonly ConcurrentDictionary<StoredPart, long> sizes = [];
    private readonly HashSet<StoredPart> left = [];
    private readonly HashSet<StoredPart> pinned = [];
    private long storedAgain;

    /// <summary>The packs to leave, and what that comes to. All nodes of the tree are read, once; a place of each entry is held.</summary>
    public async ValueTask<(IReadOnlySet<StoredPart> Left, RepackPlan Plan)> DecideAsync(CancellationToken cancellationToken)
    {
        var root = tree.Root.ToNode() is { } reference
            ? await ReadAsync(reference, await tree.Source.ReadAsync(reference, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false)
            : null;
        Count(root);
        var packs = needed.Keys.ToList();
        await lake.Background.ForEachAsync(packs, AtOnce, MeasureAsync, cancellationToken).ConfigureAwait(false);
        while (AddThin())
        {
            Count(root);
        }

        var gone = packs.Where(pack => left.Contains(pack) || !needed.ContainsKey(pack)).ToList();
        var bytes = gone.Sum(pack => sizes.GetValueOrDefault(pack));
        return storedAgain < bytes
            ? (left, new RepackPlan(packs.Count, gone.Count, bytes, storedAgain))
            : (new HashSet<StoredPart>(), new RepackPlan(packs.Count, 0, 0, 0)); // 5
    }

    private bool AddThin()
    {
        var count = left.Count;
        left.UnionWith(needed.Where(pack => IsThin(pack.Key, pack.Value)).Select(pack => pack.Key));
        return left.Count > count;
    }

    private bool IsThin(StoredPart pack, Need need) =>
        !pinned.Contains(pack) && sizes.TryGetValue(pack, out var size) && (decimal)PackBuilder.SizeOf(need.Blocks, need.Bytes) * 100 < (decimal)size * belowPercent;

    // A pack that is missing is damage; whoever reads it says so best.
    private async ValueTask MeasureAsync(StoredPart pack, CancellationToken cancellationToken)
    {
        if (await lake.Store.StatAsync(pack.ToPlace().ToKey(), cancellationToken).ConfigureAwait(false) is { } info)
        {
            sizes[pack] = info.SizeBytes;
        }
    }

    private async ValueTask<TreeShape> ReadAsync(NodeRef reference, Node node, CancellationToken cancellationToken)
    {
        var (children, parts) = (new List<TreeShape>(), new List<StoredPart>());
        if (node.Level == 0)
        {
            for (var i = 0; i < node.Count; i++)
            {
                node.PlacesOf(i, out var place, out var list);
                var own = ((Locator?[])[place, list]).Select(InPack).OfType<StoredPart>().ToList();
                parts.AddRange(own);
                if (own.Count > 0 && erased.Newest > 0 && erased.Takes(node.Entry(i)))
                {
                    pinned.UnionWith(own.Select(part => part.Whole)); // 4
                }
            }
        }

        await foreach (var (child, read) in NodesAhead.ReadAsync(lake, tree.Source, NodesAhead.ChildrenOf(node), cancellationToken).ConfigureAwait(false))
        {
            children.Add(await ReadAsync(child, read, cancellationToken).ConfigureAwait(false));
        }

        return new TreeShape(InPack(reference.Place), [.. parts], [.. children]);
    }

    private void Count(TreeShape? root)
    {
        needed.Clear();
        storedAgain = 0;
        if (root is not null)
        {
            Add(root);
        }
    }

    // True where the node is stored again (2).
    private bool Add(TreeShape shape)
    {
        var moves = false;
        foreach (var child in shape.Children)
        {
            moves |= Add(child);
        }

        foreach (var part in shape.Parts)
        {
            moves |= Add(part);
        }

        if (moves)
        {
            storedAgain += shape.Own is { } own ? PackBuilder.SizeOf(own.Offset, own.Length) : 0;
            return true;
        }

        return shape.Own is { } stays && Add(stays);
    }

    // True where it is in a pack that is left.
    private bool Add(StoredPart part)
    {
        var (whole, bytes) = (part.Whole, PackBuilder.SizeOf(part.Offset, part.Length));
        var before = needed.GetValueOrDefault(whole);
        needed[whole] = new Need(before.Blocks + 1, before.Bytes + bytes);
        var moves = left.Contains(whole);
        storedAgain += moves ? bytes : 0;
        return moves;
    }

    private static StoredPart? InPack(Locator? place) => place is { Room: Room.Pack } && StoredPart.TryOf(place, out var part) ? part : null;

    private readonly record struct Need(int Blocks, long Bytes);

    private sealed record TreeShape(StoredPart? Own, StoredPart[] Parts, TreeShape[] Children);
}
