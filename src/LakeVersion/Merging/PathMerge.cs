using LakeVersion.Delta.Merging;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Merging;

/// <summary>The three-way rule for one path. Pure.</summary>
/// <remarks>
/// 1. Theirs is as the base, or as ours: ours stays.
/// 2. Ours is as the base: theirs is taken.
/// 3. Else a conflict.
/// Content decides; where it lies and when it came does not.
/// </remarks>
internal static class PathMerge
{
    public static MergeSide? Decide(TreeEntry? @base, TreeEntry? ours, TreeEntry? theirs) =>
        Same(theirs, @base) || Same(theirs, ours) ? MergeSide.Ours // 1
        : Same(ours, @base) ? MergeSide.Theirs // 2
        : null; // 3

    public static bool Same(TreeEntry? left, TreeEntry? right) =>
        left is null || right is null ? left is null && right is null : left.SameContent(right);

    /// <summary>What excludes what, as a clause.</summary>
    public static string Reason(TreeEntry? @base, TreeEntry? ours, TreeEntry? theirs) =>
        @base is null ? "added on both sides with other content"
        : ours is null ? "removed here, changed there"
        : theirs is null ? "changed here, removed there"
        : "changed on both sides";
}
