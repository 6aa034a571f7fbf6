using Apache.Arrow;
using LakeVersion.Delta.DeletionVectors;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Parquet;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.Support;

/// <summary>The ids of rows as a reader of the specification has them: from the files' hidden columns, else from the log.</summary>
internal static class StoredIds
{
    /// <summary>Each row by one of its cells, with its id and the version that wrote it last.</summary>
    public static async Task<List<(string Cell, long Id, long Version)>> ReadAsync(IObjectStore store, DeltaSnapshot table, string column)
    {
        var names = (Id: table.Properties["delta.rowTracking.materializedRowIdColumnName"]!, Version: table.Properties["delta.rowTracking.materializedRowCommitVersionColumnName"]!);
        var physical = table.TableSchema.Find(column)!.PhysicalName;
        var rows = new List<(string, long, long)>();
        foreach (var file in table.Files)
        {
            var deleted = file.DeletionVector is { } vector ? await new VectorReader(new FileLocator(store, null)).ReadAsync(vector, file.Path, default) : null;
            await using var source = await ParquetEngines.Default.OpenAsync(store, FilePath.Key(file.Path));
            string[] wanted = [.. source.Schema.FieldsList.Select(field => field.Name).Where(name => name == physical || name == names.Id || name == names.Version)];
            var first = 0L;
            await foreach (var batch in source.ReadAsync(wanted, null, default))
            {
                for (var row = 0; row < batch.Length; row++)
                {
                    var at = first + row;
                    if (deleted?.Mark(at, 1, new ulong[1]) != true)
                    {
                        var cell = batch.Schema.GetFieldIndex(physical) is >= 0 and var index ? Cells.Text(batch.Column(index), row) : "null";
                        rows.Add((cell, (Own(batch, names.Id, row) ?? (file.BaseRowId + at))!.Value, (Own(batch, names.Version, row) ?? file.DefaultRowCommitVersion)!.Value));
                    }
                }

                first += batch.Length;
            }
        }

        return rows;
    }

    private static long? Own(RecordBatch batch, string name, int row) =>
        batch.Schema.GetFieldIndex(name) is >= 0 and var index ? ((Int64Array)batch.Column(index)).GetValue(row) : null;
}
