using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Partitions;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Statistics;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Reading;

/// <summary>Decides from partition values and statistics which files may hold rows that pass.</summary>
internal static class FilePruner
{
    public static IReadOnlyList<AddFile> Prune(DeltaSnapshot snapshot, Predicate predicate) =>
        [.. snapshot.Files.Where(file => MayPass(file, predicate, snapshot.TableSchema, snapshot.PartitionColumns))];

    /// <summary>False where no row of the file can pass.</summary>
    public static bool MayPass(AddFile file, Predicate predicate, DeltaStruct schema, IReadOnlyList<string> partitionColumns)
    {
        FileStatistics? statistics = null;
        foreach (var term in predicate.Terms)
        {
            if (schema.Find(term.Column) is not { } column)
            {
                continue;
            }

            var bounds = partitionColumns.Contains(column.Name)
                ? ColumnBounds.Constant(PartitionValue.Parse(file.PartitionValues.GetValueOrDefault(column.Name), column.Type, column.Name))
                : (statistics ??= FileStatistics.Parse(file.Stats)).Column(column);
            if (!bounds.MayPass(term))
            {
                return false;
            }
        }

        return true;
    }
}
