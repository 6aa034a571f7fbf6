using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Trees;

/// <summary>One change to make to a tree.</summary>
/// <param name="Path">Where.</param>
/// <param name="Entry">What the tree is to hold there; null to hold nothing.</param>
public readonly record struct PathChange(LakePath Path, TreeEntry? Entry)
{
    /// <summary>Holds an entry at a path, whatever is there.</summary>
    public static PathChange Put(LakePath path, TreeEntry entry) => new(path, entry);

    /// <summary>Holds nothing at a path, whether or not something is there.</summary>
    public static PathChange Delete(LakePath path) => new(path, null);
}
