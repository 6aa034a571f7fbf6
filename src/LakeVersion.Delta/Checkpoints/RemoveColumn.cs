using Apache.Arrow;
using LakeVersion.Delta.Actions;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>The <c>remove</c> column of a batch that is being built. Statistics and tags are no part of it (PROTOCOL.md, "Checkpoints").</summary>
internal sealed class RemoveColumn
{
    private readonly StringArray.Builder paths = new();
    private readonly Int64Array.Builder times = new();
    private readonly BooleanArray.Builder dataChanges = new();
    private readonly BooleanArray.Builder extended = new();
    private readonly TextMapColumn partitions = new();
    private readonly Int64Array.Builder sizes = new();
    private readonly VectorColumn vectors = new();
    private readonly Int64Array.Builder rowIds = new();
    private readonly Int64Array.Builder rowVersions = new();

    public int Length { get; private set; }

    public void Append(RemoveFile file)
    {
        paths.Append(file.Path);
        Append(times, file.DeletionTimestamp);
        dataChanges.Append(file.DataChange);
        _ = file.ExtendedFileMetadata is { } isExtended ? extended.Append(isExtended) : extended.AppendNull();
        partitions.Append(file.PartitionValues);
        Append(sizes, file.Size);
        vectors.Append(file.DeletionVector);
        Append(rowIds, file.BaseRowId);
        Append(rowVersions, file.DefaultRowCommitVersion);
        Length++;
    }

    public StructArray Build() => StructColumn.Of(
        CheckpointSchema.Remove, Length, paths.Build(), times.Build(), dataChanges.Build(), extended.Build(), partitions.Build(), sizes.Build(), vectors.Build(),
        rowIds.Build(), rowVersions.Build());

    private static void Append(Int64Array.Builder column, long? value) => _ = value is { } number ? column.Append(number) : column.AppendNull();
}
