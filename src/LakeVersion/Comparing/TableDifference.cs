using LakeVersion.Delta.Comparing;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Comparing;

/// <summary>A table that differs, in short; nothing but its log was read, and not that where <see cref="Unread"/> says why.</summary>
/// <param name="Path">The table.</param>
/// <param name="Kind">How it differs.</param>
/// <param name="BeforeVersion">Its version in the earlier revision; null where added.</param>
/// <param name="AfterVersion">Its version in the later revision; null where removed.</param>
/// <param name="BeforeRows">Its rows before, from statistics; null where unknown or added.</param>
/// <param name="AfterRows">Its rows after, from statistics; null where unknown or removed.</param>
/// <param name="Details">Columns, properties, files and rows that differ.</param>
public sealed record TableDifference(
    string Path, DifferenceKind Kind, long? BeforeVersion, long? AfterVersion, long? BeforeRows, long? AfterRows, SnapshotDifference Details)
{
    /// <summary>Why the log of one revision, or of both, could not be read, as it was erased or let go; null where both were. What is said beside the path and the kind is then empty.</summary>
    public string? Unread { get; init; }

    /// <summary>Data files that only the later one has.</summary>
    public long FilesAdded => Details.FilesAdded;

    /// <summary>Data files that only the earlier one has.</summary>
    public long FilesRemoved => Details.FilesRemoved;

    /// <summary>True where both revisions have the table, with other columns.</summary>
    public bool SchemaChanged => Kind == DifferenceKind.Changed && Details.Columns.Count > 0;

    /// <summary>True where the later table is another one at the same path: dropped and made anew.</summary>
    public bool IsReplaced => Kind == DifferenceKind.Changed && Unread is null && !Details.IsOneTable;

    internal static TableDifference Of(string path, DeltaSnapshot? before, DeltaSnapshot? after) => new(
        path,
        before is null ? DifferenceKind.Added : after is null ? DifferenceKind.Removed : DifferenceKind.Changed,
        before?.Version,
        after?.Version,
        before?.RowCount,
        after?.RowCount,
        SnapshotDifference.Of(before, after));

    internal static TableDifference WithoutReading(string path, DifferenceKind kind, string why) =>
        new(path, kind, null, null, null, null, SnapshotDifference.Of(null, null)) { Unread = why };
}
