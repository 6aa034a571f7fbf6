using LakeVersion.Delta.Files;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Comparing;

/// <summary>What differs between two versions of a table by their logs alone: no data file is read.</summary>
public sealed record SnapshotDifference
{
    /// <summary>True where both are versions of one table, by its id. Else they share no file.</summary>
    public required bool IsOneTable { get; init; }

    /// <summary>Columns that differ, in the order of the later version, then those that only the earlier has.</summary>
    public required IReadOnlyList<ColumnDifference> Columns { get; init; }

    /// <summary>Properties that differ, by key.</summary>
    public required IReadOnlyList<PropertyDifference> Properties { get; init; }

    /// <summary>Data files that only the later version has.</summary>
    public required long FilesAdded { get; init; }

    /// <summary>Data files that only the earlier version has.</summary>
    public required long FilesRemoved { get; init; }

    /// <summary>Data files that both have, with other rows deleted in them.</summary>
    public required long FilesMarked { get; init; }

    /// <summary>The length of the files that only the later version has, in bytes.</summary>
    public required long BytesAdded { get; init; }

    /// <summary>The length of the files that only the earlier version has, in bytes.</summary>
    public required long BytesRemoved { get; init; }

    /// <summary>Rows in files that only the later version has, and rows that vectors brought back, from statistics; a rewrite counts rows
    /// as removed and as added. Null where they do not say.</summary>
    public required long? RowsAdded { get; init; }

    /// <summary>Rows in files that only the earlier version has, and rows that vectors deleted since; null where statistics do not say.</summary>
    public required long? RowsRemoved { get; init; }

    /// <summary>Compares two versions; null is a table without columns and rows.</summary>
    public static SnapshotDifference Of(DeltaSnapshot? before, DeltaSnapshot? after)
    {
        var isOne = before is not null && after is not null && before.Metadata.Id == after.Metadata.Id;
        var (old, now) = (before?.State.Files ?? FileSet.Empty, after?.State.Files ?? FileSet.Empty);
        var removed = Sum(old, isOne ? now : FileSet.Empty);
        var added = Sum(now, isOne ? old : FileSet.Empty);
        var none = new DeltaStruct([]);
        return new SnapshotDifference
        {
            IsOneTable = isOne,
            Columns = [.. SchemaDifferences.Of(before?.TableSchema ?? none, after?.TableSchema ?? none)],
            Properties = Compare(before?.Properties, after?.Properties),
            FilesAdded = added.Files,
            FilesRemoved = removed.Files,
            FilesMarked = added.Marked,
            BytesAdded = added.Bytes,
            BytesRemoved = removed.Bytes,
            RowsAdded = added.Rows,
            RowsRemoved = removed.Rows,
        };
    }

    private static List<PropertyDifference> Compare(IReadOnlyDictionary<string, string?>? before, IReadOnlyDictionary<string, string?>? after) =>
    [
        .. (before?.Keys ?? []).Union(after?.Keys ?? [], StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(key => new PropertyDifference(key, before?.GetValueOrDefault(key), after?.GetValueOrDefault(key)))
            .Where(property => property.Before != property.After),
    ];

    // What one side has and the other has not. Where vectors alone differ, how many more rows the other's deletes says how many this side
    // has more, at least: vectors of one file mostly grow.
    private static (long Files, long Marked, long Bytes, long? Rows) Sum(FileSet mine, FileSet other)
    {
        var (files, marked, bytes, rows) = (0L, 0L, 0L, (long?)0);
        foreach (var (block, row) in mine.Places())
        {
            var vector = block.DeletionVector(row);
            if (other.PlaceOf(block.Key(row)) is not var (found, at) || found.Size(at) != block.Size(row))
            {
                files++;
                bytes += block.Size(row);
                rows += block.Statistics(row).RowCount - (vector?.Cardinality ?? 0);
            }
            else if (found.DeletionVector(at) is var theirs && theirs?.UniqueId != vector?.UniqueId)
            {
                marked++;
                rows += Math.Max(0, (theirs?.Cardinality ?? 0) - (vector?.Cardinality ?? 0));
            }
        }

        return (files, marked, bytes, rows);
    }
}
