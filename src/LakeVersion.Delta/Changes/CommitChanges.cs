using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;

namespace LakeVersion.Delta.Changes;

/// <summary>What a commit did to rows, by its actions alone (PROTOCOL.md, "Reader Requirements for AddCDCFile"). Pure.</summary>
/// <remarks>
/// 1. Where there are change data files, they alone say it. 2. Else the rows of added files are inserted and those of removed files
/// deleted. 3. A file that is both removed and added changed its deletion vector: rows that only the new vector names are
/// deleted, rows that only the old one names are inserted. 4. Actions without dataChange move rows and change none.
/// </remarks>
internal static class CommitChanges
{
    public const string Insert = "insert";
    public const string Delete = "delete";

    /// <summary>The changes in the order of the actions.</summary>
    public static IReadOnlyList<FileChange> Of(ParsedCommit commit, DateTimeOffset time)
    {
        var recorded = commit.Actions<ChangeDataFile>().ToList();
        if (recorded.Count > 0)
        {
            return [.. recorded.Select(file => Recorded(commit.Version, time, file))];
        }

        var removes = commit.Actions<RemoveFile>().Where(remove => remove.DataChange)
            .GroupBy(remove => FilePath.Decode(remove.Path), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var changes = new List<FileChange>();
        foreach (var add in commit.Actions<AddFile>().Where(add => add.DataChange))
        {
            if (removes.Remove(FilePath.Decode(add.Path), out var before))
            {
                AddDifference(changes, commit.Version, time, before.DeletionVector, add);
            }
            else
            {
                changes.Add(Of(commit.Version, time, Insert, add) with { Except = add.DeletionVector });
            }
        }

        changes.AddRange(commit.Actions<RemoveFile>()
            .Where(remove => removes.TryGetValue(FilePath.Decode(remove.Path), out var left) && ReferenceEquals(left, remove))
            .Select(remove => Of(commit.Version, time, remove)));
        return changes;
    }

    // Rule 3. A side without a vector names no row.
    private static void AddDifference(List<FileChange> changes, long version, DateTimeOffset time, DeletionVectorDescriptor? before, AddFile after)
    {
        if (after.DeletionVector is { } deleted)
        {
            changes.Add(Of(version, time, Delete, after) with { Named = deleted, Except = before });
        }

        if (before is not null)
        {
            changes.Add(Of(version, time, Insert, after) with { Named = before, Except = after.DeletionVector });
        }
    }

    private static FileChange Recorded(long version, DateTimeOffset time, ChangeDataFile file) => new()
    {
        Version = version, Timestamp = time, Type = null, Path = file.Path, Size = file.Size, PartitionValues = file.PartitionValues,
    };

    private static FileChange Of(long version, DateTimeOffset time, string type, AddFile file) => new()
    {
        Version = version, Timestamp = time, Type = type, Path = file.Path, Size = file.Size, PartitionValues = file.PartitionValues, Stats = file.Stats,
    };

    private static FileChange Of(long version, DateTimeOffset time, RemoveFile file) => new()
    {
        Version = version, Timestamp = time, Type = Delete, Path = file.Path, Size = file.Size, PartitionValues = file.PartitionValues, Stats = file.Stats,
        Except = file.DeletionVector,
    };
}
