using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Trees;

/// <summary>What differs between two trees at a path: by their hashed content, never by place or time.</summary>
/// <param name="Path">Where.</param>
/// <param name="Before">The entry of the first tree; null where it has none: added.</param>
/// <param name="After">The entry of the second tree; null where it has none: removed.</param>
public readonly record struct TreeChange(LakePath Path, TreeEntry? Before, TreeEntry? After)
{
    /// <summary>True where only the second tree has an entry.</summary>
    public bool IsAdded => Before is null;

    /// <summary>True where only the first tree has an entry.</summary>
    public bool IsRemoved => After is null;

    /// <summary>The change that turns the first tree into the second here.</summary>
    public PathChange ToChange() => new(Path, After);
}
