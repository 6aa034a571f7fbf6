using LakeVersion.Snapshots;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Comparing;

/// <summary>What differs between two revisions.</summary>
/// <param name="Files">Files outside tables, in path order.</param>
/// <param name="Tables">Tables, in path order.</param>
public sealed record LakeDifference(IReadOnlyList<FileDifference> Files, IReadOnlyList<TableDifference> Tables)
{
    /// <summary>True where nothing differs.</summary>
    public bool IsEmpty => Files.Count == 0 && Tables.Count == 0;

    /// <summary>The files, summed up by the folders in which they are, in path order.</summary>
    /// <param name="depth">How many folders deep at the most; files further down count for the folder above. 0 sums all up.</param>
    public IReadOnlyList<FolderDifference> ByFolder(int depth)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        return
        [
            .. Files.GroupBy(file => FolderDifference.FolderOf(file.Path, depth), StringComparer.Ordinal)
                .OrderBy(group => group.Key, Storage.Utf8Order.Comparer)
                .Select(group => FolderDifference.Of(group.Key, group)),
        ];
    }
}

/// <summary>How something differs.</summary>
public enum DifferenceKind
{
    /// <summary>Only the later revision has it.</summary>
    Added,

    /// <summary>Only the earlier revision has it.</summary>
    Removed,

    /// <summary>Both have it, with other content.</summary>
    Changed,
}

/// <summary>A file that differs.</summary>
/// <param name="Path">The path.</param>
/// <param name="Kind">How it differs.</param>
/// <param name="Before">The earlier file; null where added.</param>
/// <param name="After">The later file; null where removed.</param>
public sealed record FileDifference(string Path, DifferenceKind Kind, LakeFile? Before, LakeFile? After)
{
    internal static FileDifference Of(TreeChange change) => new(
        change.Path.Value,
        change.IsAdded ? DifferenceKind.Added : change.IsRemoved ? DifferenceKind.Removed : DifferenceKind.Changed,
        change.Before is { } before ? LakeFile.Of(change.Path.Value, before) : null,
        change.After is { } after ? LakeFile.Of(change.Path.Value, after) : null);
}
