using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Reading;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Changes;

/// <summary>What a commit did to rows, by its actions alone (PROTOCOL.md, "Reader Requirements for AddCDCFile"). Pure.</summary>
/// <remarks>
/// 1. Where there are change data files, they alone say it. 2. Else the rows of added files are inserted and those of removed files
/// deleted. 3. A file that is both removed and added changed its deletion vector: rows that only the new vector names are
/// deleted, rows that only the old one names are inserted. 4. Actions without dataChange move rows and change none.
/// </remarks>
internal static class CommitChanges
{
    /// <summary>The changes in the order of the actions, removes last.</summary>
    /// <exception cref="LakeException">Corrupt: the commit adds or removes a file twice, and each time all its rows would change.</exception>
    public static IReadOnlyList<FileChange> Of(ParsedCommit commit, DateTimeOffset time)
    {
        var recorded = commit.Actions<ChangeDataFile>().ToList();
        if (recorded.Count > 0)
        {
            return [.. recorded.Select(file => new FileChange(commit.Version, time, null, ScanFile.Of(file)))];
        }

        CheckOnce(commit, commit.Actions<AddFile>().Select(add => add.Path), "adds");
        CheckOnce(commit, commit.Actions<RemoveFile>().Select(remove => remove.Path), "removes");
        var removes = commit.Actions<RemoveFile>().Where(remove => remove.DataChange).ToList();
        var byPath = removes.ToDictionary(remove => FilePath.Decode(remove.Path), StringComparer.Ordinal);
        var changes = new List<FileChange>();
        foreach (var add in commit.Actions<AddFile>().Where(add => add.DataChange))
        {
            if (byPath.GetValueOrDefault(FilePath.Decode(add.Path)) is { } before)
            {
                changes.AddRange(Difference(before.DeletionVector, add).Select(change => new FileChange(commit.Version, time, change.Type, change.File, add.Stats)));
                removes.Remove(before);
            }
            else
            {
                changes.Add(new FileChange(commit.Version, time, ChangeColumns.Insert, ScanFile.Of(add), add.Stats));
            }
        }

        changes.AddRange(removes.Select(remove => new FileChange(commit.Version, time, ChangeColumns.Delete, ScanFile.Of(remove), remove.Stats)));
        return changes;
    }

    // PROTOCOL.md, "Add File and Remove File": at most one file action of a type for any path.
    private static void CheckOnce(ParsedCommit commit, IEnumerable<string> paths, string verb)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (paths.FirstOrDefault(path => !seen.Add(FilePath.Decode(path))) is { } twice)
        {
            throw LakeException.Corrupt($"{LogKeys.Commit(commit.Version)} {verb} the file '{twice}' twice.");
        }
    }

    // Rule 3. A side without a vector names no row.
    private static IEnumerable<(string Type, ScanFile File)> Difference(DeletionVectorDescriptor? before, AddFile after)
    {
        if (after.DeletionVector is { } deleted)
        {
            yield return (ChangeColumns.Delete, ScanFile.Of(after) with { Only = deleted, DeletionVector = before });
        }

        if (before is not null)
        {
            yield return (ChangeColumns.Insert, ScanFile.Of(after) with { Only = before });
        }
    }
}
