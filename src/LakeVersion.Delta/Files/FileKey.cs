using System.Text;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;

namespace LakeVersion.Delta.Files;

/// <summary>What identifies a logical file in replay: its decoded path and its deletion vector's id (PROTOCOL.md, "Action Reconciliation").</summary>
internal readonly record struct FileKey(string Path, string? VectorId)
{
    public static FileKey Of(AddFile file) => new(FilePath.Decode(file.Path), file.DeletionVector?.UniqueId);

    /// <summary>The same as bytes: the path, and behind a zero the vector's id. Mostly the very bytes of the path.</summary>
    public static ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> path, DeletionVectorDescriptor? vector) =>
        vector is null && !path.Contains((byte)'%') && !path.StartsWith("file:"u8) && !path.StartsWith("FILE:"u8)
            ? path
            : new FileKey(FilePath.Decode(Encoding.UTF8.GetString(path)), vector?.UniqueId).Bytes();

    public byte[] Bytes() => Encoding.UTF8.GetBytes(VectorId is null ? Path : $"{Path}\0{VectorId}");
}
