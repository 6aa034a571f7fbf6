using LakeVersion.Storage;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Collection.Marking;

/// <summary>Walks kept trees and tells every place that they name (protocol: collecting, rule 4). Each stored node is read once.</summary>
/// <remarks>
/// Roots come first, in the order they are given; then the nodes below them, level by level from the highest, each level in parts. A node that
/// is named twice is told apart by its exact place within its part, so memory is bounded by one part, whatever the lake holds. Nodes are read
/// from the store itself: what a cache still has proves nothing.
/// </remarks>
internal sealed class MarkWalk : IDisposable
{
    private const int Parts = 64;

    private readonly LakeStore lake;
    private readonly CollectorOptions options;
    private readonly TemporaryLists lists;
    private readonly IRangeSource ranges;
    private readonly Action<StoredPart> mark;
    private readonly CollectorMutants mutants;
    private readonly HashSet<ContentHash> seenIds = [];
    private readonly SortedDictionary<int, Spill<NodeVisit>> levels = [];
    private readonly RecentParts recentNodes;
    private readonly RecentParts recentMarks;
    private readonly Lock gate = new();

    /// <param name="lake">The lake.</param>
    /// <param name="options">How much at once, and whom to tell.</param>
    /// <param name="lists">Where lists go that do not fit into memory.</param>
    /// <param name="mark">Told of every place, some of them several times, by one caller at a time.</param>
    /// <param name="mutants">For tests of tests.</param>
    public MarkWalk(LakeStore lake, CollectorOptions options, TemporaryLists lists, Action<StoredPart> mark, CollectorMutants mutants = CollectorMutants.None)
    {
        this.lake = lake;
        this.options = options;
        this.lists = lists;
        this.mark = mark;
        this.mutants = mutants;
        (recentNodes, recentMarks) = (new RecentParts(options.RecentBits), new RecentParts(options.RecentBits));
        ranges = new StoreRanges(lake.Uncached);
    }

    /// <summary>Told of nodes that cannot be read, which are then passed over; null gives the walk up.</summary>
    public Action<LakeException>? Missing { get; init; }

    /// <summary>Given every node, by one caller at a time, some of them several times; null for nobody.</summary>
    public Action<Node>? Seen { get; init; }

    /// <summary>Only nodes that may hold these paths; null for all.</summary>
    public PathFilter? Within { get; init; }

    /// <summary>Walks all trees.</summary>
    /// <exception cref="LakeException">Corrupt: a node is missing or damaged; the collection must be given up.</exception>
    public async ValueTask RunAsync(IAsyncEnumerable<TreeRoot> roots, CancellationToken cancellationToken)
    {
        await ReadAllAsync(RootsOnceAsync(roots), cancellationToken).ConfigureAwait(false);
        while (levels.Count > 0)
        {
            // Children lie lower, so nothing is added to the highest level while it is read.
            var (level, spill) = levels.Last();
            for (var part = 0; part < spill.Parts; part++)
            {
                await ReadAllAsync(Once(spill.Read(part)).ToAsyncEnumerable(), cancellationToken).ConfigureAwait(false);
                spill.Clear(part);
            }

            spill.Dispose();
            levels.Remove(level);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var spill in levels.Values)
        {
            spill.Dispose();
        }
    }

    private async IAsyncEnumerable<NodeVisit> RootsOnceAsync(IAsyncEnumerable<TreeRoot> roots)
    {
        var seen = new HashSet<StoredPart>();
        await foreach (var root in roots.ConfigureAwait(false))
        {
            if (root.ToNode() is { } node && NodeVisit.TryOf(node, out var visit) && seen.Add(visit.Place) && IsFresh(visit))
            {
                yield return visit;
            }
        }
    }

    private IEnumerable<NodeVisit> Once(IEnumerable<NodeVisit> visits)
    {
        var seen = new HashSet<StoredPart>();
        return visits.Where(visit => seen.Add(visit.Place) && IsFresh(visit));
    }

    // Equal nodes at two places are two: each holds its own pack alive.
    private bool IsFresh(NodeVisit visit) => !mutants.HasFlag(CollectorMutants.MarksById) || seenIds.Add(visit.Id);

    private async ValueTask ReadAllAsync(IAsyncEnumerable<NodeVisit> visits, CancellationToken cancellationToken)
    {
        await lake.Background.ForEachAsync(visits, options.RequestsAtOnce, async (visit, token) =>
        {
            var reference = visit.ToRef();
            if (await ReadAsync(reference, token).ConfigureAwait(false) is { } node)
            {
                lock (gate)
                {
                    Tell(visit.Place);
                    TellAll(node);
                    options.Report(CollectorPhase.Marking, 1);
                }
            }
        }, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Node?> ReadAsync(NodeRef reference, CancellationToken cancellationToken)
    {
        try
        {
            return NodeDecoder.Decode(await BlockReader.ReadAsync(ranges, reference.Place, BlockType.Node, cancellationToken).ConfigureAwait(false), reference);
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Corrupt && Missing is { } missing)
        {
            lock (gate)
            {
                missing(e);
            }

            return null;
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Corrupt)
        {
            throw LakeException.Corrupt(
                $"A tree that is kept cannot be read to the end, so it cannot be told what it needs; the collection was given up and deletes nothing more. {e.Message}", e);
        }
    }

    private void TellAll(Node node)
    {
        Seen?.Invoke(node);
        for (var i = 0; i < node.Count; i++)
        {
            if (node.Level == 0)
            {
                node.PlacesOf(i, out var place, out var chunkList);
                Tell(place);
                Tell(chunkList);
            }
            else if (Within?.Touches(i == 0 ? default : node.Key(i - 1).Span, node.Key(i).Span) != false && NodeVisit.TryOf(node.Child(i), out var child) && !recentNodes.Seen(child.Place))
            {
                Level(child.Level).Add((int)(child.Place.Scatter % Parts), child);
            }
        }
    }

    private void Tell(Locator? place)
    {
        if (place is not null && StoredPart.TryOf(place, out var part))
        {
            Tell(part);
        }
    }

    private void Tell(StoredPart part)
    {
        if (!recentMarks.Seen(part))
        {
            mark(part);
        }
    }

    private Spill<NodeVisit> Level(int level)
    {
        if (!levels.TryGetValue(level, out var spill))
        {
            levels[level] = spill = new Spill<NodeVisit>(lists, $"nodes-{level}", Parts);
        }

        return spill;
    }
}
