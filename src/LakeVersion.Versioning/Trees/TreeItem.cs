using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Trees;

/// <summary>One line of a scan: an entry, or a folder of many.</summary>
/// <param name="Path">The path of an entry; a folder's common beginning with its closing <c>/</c>.</param>
/// <param name="Entry">The entry; null for a folder.</param>
public readonly record struct TreeItem(LakePath Path, TreeEntry? Entry)
{
    /// <summary>True where this line stands for a folder.</summary>
    public bool IsFolder => Entry is null;
}
