namespace LakeVersion.Versioning.Trees;

/// <summary>A node of the tree that is being edited, while its items run through an editor.</summary>
/// <param name="Item">The item by which its parent holds it.</param>
/// <param name="Node">The node.</param>
internal sealed record OldNode(NodeItem Item, Node Node)
{
    /// <summary>True where a change was made among its items.</summary>
    public bool IsTouched { get; set; }

    /// <summary>True where it only shows the splitter what stands before; it is not written again.</summary>
    public bool IsContext { get; set; }
}

/// <summary>An item on its way into a node, and where it was.</summary>
/// <param name="Item">The item.</param>
/// <param name="Old">The node that held its key; null where the key is new.</param>
/// <param name="IsFirst">True where it was the first of that node.</param>
/// <param name="IsLast">True where it was the last of that node.</param>
internal readonly record struct RunItem(NodeItem Item, OldNode? Old, bool IsFirst, bool IsLast);
