using LakeVersion.Delta.Snapshots;
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

/// <summary>A table that differs, in short; nothing but its log was read.</summary>
/// <param name="Path">The table.</param>
/// <param name="Kind">How it differs.</param>
/// <param name="BeforeVersion">Its version in the earlier revision; null where added.</param>
/// <param name="AfterVersion">Its version in the later revision; null where removed.</param>
/// <param name="BeforeRows">Its rows before, from statistics; null where unknown or added.</param>
/// <param name="AfterRows">Its rows after, from statistics; null where unknown or removed.</param>
/// <param name="FilesAdded">Data files that only the later one has.</param>
/// <param name="FilesRemoved">Data files that only the earlier one has.</param>
/// <param name="SchemaChanged">True where the columns differ.</param>
public sealed record TableDifference(
    string Path,
    DifferenceKind Kind,
    long? BeforeVersion,
    long? AfterVersion,
    long? BeforeRows,
    long? AfterRows,
    long FilesAdded,
    long FilesRemoved,
    bool SchemaChanged)
{
    internal static TableDifference Of(string path, DeltaSnapshot? before, DeltaSnapshot? after)
    {
        var old = before?.Files.Select(file => (file.Path, file.DeletionVector?.UniqueId)).ToHashSet() ?? [];
        var now = after?.Files.Select(file => (file.Path, file.DeletionVector?.UniqueId)).ToHashSet() ?? [];
        return new TableDifference(
            path,
            before is null ? DifferenceKind.Added : after is null ? DifferenceKind.Removed : DifferenceKind.Changed,
            before?.Version,
            after?.Version,
            before?.RowCount,
            after?.RowCount,
            now.Count(file => !old.Contains(file)),
            old.Count(file => !now.Contains(file)),
            before is not null && after is not null && before.Metadata.SchemaString != after.Metadata.SchemaString);
    }
}
