using LakeVersion.Delta.Actions;
using LakeVersion.Delta.DeletionVectors;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Log;

/// <summary>The files in a table's folder that its adds need.</summary>
public static class TableFiles
{
    /// <summary>The data file and, where its deletion vector is stored in a file, that one. Many adds may share a file of vectors.</summary>
    /// <exception cref="LakeException">Unsupported: a path is absolute, or the vector is stored in an unknown way. Corrupt: it is no path.</exception>
    public static IReadOnlyList<StoreKey> Of(AddFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Of(file.Path, file.DeletionVector);
    }

    /// <summary>The file with the deletion vector of a data file; null where it has none, or the log itself holds it.</summary>
    /// <exception cref="LakeException">As <see cref="Of(AddFile)"/>.</exception>
    public static StoreKey? VectorOf(AddFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return VectorOf(file.Path, file.DeletionVector);
    }

    internal static IReadOnlyList<StoreKey> Of(string path, DeletionVectorDescriptor? vector) =>
        VectorOf(path, vector) is { } stored ? [FilePath.Key(path), stored] : [FilePath.Key(path)];

    private static StoreKey? VectorOf(string path, DeletionVectorDescriptor? vector) => vector switch
    {
        null or { StorageType: "i" } => null,
        { StorageType: "u" } => FilePath.Key(VectorReader.FileOf(vector, path)!),
        { StorageType: "p" } => throw LakeException.Unsupported(
            $"The log names the deletion vector of '{path}' by an absolute path, '{vector.PathOrInlineDv}', which is never followed inside a lake."),
        _ => throw LakeException.Unsupported($"The deletion vector of '{path}' has the storage type '{vector.StorageType}'; known are u, i and p."),
    };
}
