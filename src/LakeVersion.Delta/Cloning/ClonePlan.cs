using LakeVersion.Delta.Actions;
using LakeVersion.Delta.DeletionVectors;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Cloning;

/// <summary>How the clone's log names the source's files. Pure.</summary>
/// <remarks>1. A shallow clone names each by an absolute path, deletion vectors (type <c>p</c>) included; those that the source names so are
/// carried as they are. 2. A deep clone keeps relative names; what the source names by an absolute path gets a name in the clone.</remarks>
internal static class ClonePlan
{
    /// <exception cref="LakeException">Unsupported: the source lies where no other program could find it, or a vector is stored in a way
    /// that is not copied.</exception>
    public static IReadOnlyList<ClonedFile> Of(DeltaSnapshot source, bool isShallow, Func<Guid> newGuid) => isShallow
        ? [.. source.Files.Select(file => new ClonedFile(Shallow(source.Folder.Name, file), []))]
        : [.. source.Files.Select(file => Deep(file, newGuid))];

    // 1
    private static AddFile Shallow(string folder, AddFile file) => file with
    {
        DataChange = true,
        Path = FilePath.IsAbsolute(file.Path) ? file.Path : FilePath.Absolute(folder, FilePath.Key(file.Path)),
        DeletionVector = file.DeletionVector is { StorageType: "u" } vector
            ? vector with { StorageType = "p", PathOrInlineDv = FilePath.Absolute(folder, TableFiles.VectorOf(file)!.Value) }
            : file.DeletionVector,
    };

    // 2
    private static ClonedFile Deep(AddFile file, Func<Guid> newGuid)
    {
        if (file.DeletionVector is { StorageType: "p" })
        {
            throw LakeException.Unsupported(
                $"The deletion vector of '{file.Path}' is named by an absolute path, which is not copied. Optimize the source first (it applies vectors), or clone it shallow.");
        }

        var path = FilePath.IsAbsolute(file.Path) ? $"{newGuid():D}-{file.Path[(file.Path.LastIndexOf('/') + 1)..]}" : file.Path;
        List<(string, string)> copies = [(file.Path, path)];
        if (file.DeletionVector is { } vector && VectorReader.FileOf(vector, file.Path) is { } stored)
        {
            copies.Add((stored, stored));
        }

        return new ClonedFile(file with { Path = path, DataChange = true }, copies);
    }
}
