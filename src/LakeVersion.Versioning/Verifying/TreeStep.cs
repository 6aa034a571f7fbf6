using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Verifying;

/// <summary>One thing to look at below a tree.</summary>
/// <param name="Owner">Whose tree led there first.</param>
internal abstract record TreeStep(TreeOwner Owner);

/// <summary>A node.</summary>
/// <param name="Owner">As above.</param>
/// <param name="Node">The node, and all that is expected of it.</param>
internal sealed record NodeStep(TreeOwner Owner, NodeRef Node) : TreeStep(Owner);

/// <summary>A pack that something refers to.</summary>
/// <param name="Owner">As above.</param>
/// <param name="Whole">All its bytes.</param>
/// <param name="Path">A path that leads there.</param>
internal sealed record PackStep(TreeOwner Owner, Locator Whole, string? Path) : TreeStep(Owner);

/// <summary>Content to be read.</summary>
/// <param name="Owner">As above.</param>
/// <param name="Path">Its path.</param>
/// <param name="Entry">Its entry.</param>
internal sealed record ContentStep(TreeOwner Owner, string Path, TreeEntry Entry) : TreeStep(Owner);
