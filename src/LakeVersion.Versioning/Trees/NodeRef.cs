using LakeVersion.Storage;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Trees;

/// <summary>A node that can be read, and all that is known of it before: a reader holds the node to it.</summary>
/// <param name="Id">The digest of its hashed section.</param>
/// <param name="Place">Which stored copy.</param>
/// <param name="Totals">The sums over what is below it.</param>
/// <param name="Level">Its level, 0 for leaves; null for a root, whose level is learned by reading it.</param>
/// <param name="LastKey">Its last key; empty for a root.</param>
internal sealed record NodeRef(ContentHash Id, Locator Place, TreeTotals Totals, int? Level, ReadOnlyMemory<byte> LastKey);
