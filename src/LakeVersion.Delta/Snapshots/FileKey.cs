using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;

namespace LakeVersion.Delta.Snapshots;

/// <summary>What identifies a logical file in replay: its decoded path and its deletion vector's id (PROTOCOL.md, "Action Reconciliation").</summary>
internal readonly record struct FileKey(string Path, string? VectorId)
{
    public static FileKey Of(AddFile file) => new(FilePath.Decode(file.Path), file.DeletionVector?.UniqueId);

    public static FileKey Of(RemoveFile file) => new(FilePath.Decode(file.Path), file.DeletionVector?.UniqueId);
}
