using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>The removals of a batch of a checkpoint or a sidecar.</summary>
internal static class RemoveRows
{
    /// <exception cref="LakeException">Corrupt: a removal lacks a required field.</exception>
    public static void Read(RecordBatch batch, StoreKey key, Tombstones found)
    {
        var index = batch.Schema.GetFieldIndex("remove");
        if (index < 0 || ActionColumns.As<StructArray>(batch.Column(index), "remove", key) is not { } column || column.NullCount == column.Length)
        {
            return;
        }

        var columns = new ActionColumns(column, "remove", key);
        var vectors = columns.Struct("deletionVector");
        for (var row = 0; row < column.Length; row++)
        {
            if (columns.IsNull(row))
            {
                continue;
            }

            // Older writers leave out what is the same in every tombstone of theirs.
            found.Add(new RemoveFile
            {
                Path = columns.Text("path", row) ?? throw LakeException.Corrupt($"The checkpoint {key} holds a remove action without the required field 'path'."),
                DeletionTimestamp = columns.Number("deletionTimestamp", row),
                DataChange = columns.Flag("dataChange", row) ?? false,
                ExtendedFileMetadata = columns.Flag("extendedFileMetadata", row),
                PartitionValues = columns.Map("partitionValues", row),
                Size = columns.Number("size", row),
                DeletionVector = vectors is null ? null : VectorRow.Read(vectors, row, key, columns.Text("path", row)),
                BaseRowId = columns.Number("baseRowId", row),
                DefaultRowCommitVersion = columns.Number("defaultRowCommitVersion", row),
            });
        }
    }
}
