using LakeVersion.Storage;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Collection.Marking;

/// <summary>A node that is to be read, with what its parent says of it.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="Id">Its id.</param>
/// <param name="Totals">Its sums.</param>
/// <param name="Level">Its level; -1 for a root, whose level is learned by reading it.</param>
internal readonly record struct NodeVisit(StoredPart Place, ContentHash Id, TreeTotals Totals, int Level)
{
    /// <summary>False for the empty tree, which is stored nowhere.</summary>
    public static bool TryOf(NodeRef node, out NodeVisit visit)
    {
        var isStored = StoredPart.TryOf(node.Place, out var part);
        visit = new NodeVisit(part, node.Id, node.Totals, node.Level ?? -1);
        return isStored;
    }

    public NodeRef ToRef() => new(Id, Place.ToPlace(), Totals, Level < 0 ? null : Level, default);
}
