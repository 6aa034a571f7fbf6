using LakeVersion.Storage;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Trees;

/// <summary>All that a commit keeps of its tree.</summary>
/// <param name="Id">The id of the root node; equal trees have equal ids.</param>
/// <param name="Place">Where a copy of the root node is; null exactly for the tree without entries.</param>
/// <param name="Totals">The sums over all entries.</param>
public sealed record TreeRoot(ContentHash Id, Locator? Place, TreeTotals Totals)
{
    /// <summary>The tree without entries, which is stored nowhere.</summary>
    public static TreeRoot Empty { get; } = new(NodeEncoder.EmptyId, null, default);

    /// <summary>The root as a node to read; null for the tree without entries.</summary>
    /// <exception cref="LakeException">Corrupt: the place is there for the empty tree, or missing for another.</exception>
    internal NodeRef? ToNode() => (Place, Id == NodeEncoder.EmptyId) switch
    {
        (null, true) => null,
        ({ } place, false) => new NodeRef(Id, place, Totals, null, default),
        _ => throw LakeException.Corrupt($"The tree {Id} has {(Place is null ? "no place" : "a place")}: expected one exactly where it has entries."),
    };
}
