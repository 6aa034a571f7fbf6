using LakeVersion.Parquet;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>Which columns are worth reading in which row groups of a checkpoint: most groups hold one kind of action.</summary>
internal static class GroupsOfInterest
{
    /// <summary>The row groups, in file order, in runs that read the same columns; where no column is wanted there is no run.</summary>
    /// <param name="file">The file.</param>
    /// <param name="columns">The columns of actions wanted, of which the file may lack some.</param>
    public static IEnumerable<(List<string> Columns, List<int> Groups)> Runs(IParquetFile file, IReadOnlyList<string> columns)
    {
        var present = columns.Where(name => file.Schema.GetFieldIndex(name) >= 0).ToList();
        (List<string> Columns, List<int> Groups)? run = null;
        for (var i = 0; i < file.RowGroups.Count; i++)
        {
            var group = file.RowGroups[i];
            var wanted = present.Where(name => MayHold(group, name)).ToList();
            if (run is { } open && open.Columns.SequenceEqual(wanted))
            {
                open.Groups.Add(i);
                continue;
            }

            if (run is { Columns.Count: > 0 } ended)
            {
                yield return ended;
            }

            run = (wanted, [i]);
        }

        if (run is { Columns.Count: > 0 } last)
        {
            yield return last;
        }
    }

    // Every kind of action has a required field that is no list or map: where all such fields are null there is none.
    private static bool MayHold(ParquetRowGroup group, string column)
    {
        var isKnown = false;
        foreach (var leaf in group.Columns)
        {
            if (leaf.Path[0] == column && leaf.NullCount is { } nulls)
            {
                if (nulls < group.RowCount)
                {
                    return true;
                }

                isKnown = true;
            }
        }

        return !isKnown;
    }
}
