using LakeVersion.Delta.Log;
using LakeVersion.Delta.Partitions;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Vacuuming;

/// <summary>Which names in a table's folder are not the table's to clean up. Pure.</summary>
/// <remarks>By custom what begins with <c>_</c> or <c>.</c> belongs to programs: the log, their indexes, uploads under way. Not meant are
/// the folder of change data, and folders of partitions whose column begins so.</remarks>
internal sealed class HiddenNames(DeltaSnapshot table)
{
    private const string ChangeData = "_change_data";

    private readonly string[] partitions =
        [.. table.PartitionColumns.SelectMany(name => new[] { name, table.TableSchema.Find(name)?.PhysicalName ?? name }).Select(name => HivePath.Folder(name)).Distinct()];

    public bool IsHidden(string name)
    {
        var isFirst = true;
        foreach (var range in name.AsSpan().Split('/'))
        {
            var segment = name.AsSpan(range);
            if (segment.Length > 0 && segment[0] is '_' or '.' && !(isFirst && segment is ChangeData) && !IsPartition(segment))
            {
                return true;
            }

            isFirst = false;
        }

        return false;
    }

    /// <summary>The folder of another table whose log a name belongs to, with its closing slash; null for any other name.</summary>
    public static string? OtherTable(string name)
    {
        var log = name.IndexOf("/" + LogKeys.Folder, StringComparison.Ordinal);
        return log < 0 || name.StartsWith(LogKeys.Folder, StringComparison.Ordinal) ? null : name[..(log + 1)];
    }

    private bool IsPartition(ReadOnlySpan<char> segment)
    {
        foreach (var folder in partitions)
        {
            if (segment.StartsWith(folder, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
