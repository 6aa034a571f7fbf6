namespace LakeVersion.Comparing;

/// <summary>Files of a folder that differ, summed up.</summary>
/// <param name="Path">The folder, with its closing slash; empty for the root.</param>
/// <param name="Added">Files that only the later revision has.</param>
/// <param name="Removed">Files that only the earlier revision has.</param>
/// <param name="Changed">Files that both have, with other content.</param>
/// <param name="BytesBefore">The length of the files that differ, as they were.</param>
/// <param name="BytesAfter">The length of the files that differ, as they are.</param>
public sealed record FolderDifference(string Path, long Added, long Removed, long Changed, long BytesBefore, long BytesAfter)
{
    internal static FolderDifference Of(string folder, IEnumerable<FileDifference> files)
    {
        var sum = new FolderDifference(folder, 0, 0, 0, 0, 0);
        foreach (var file in files)
        {
            sum = sum with
            {
                Added = sum.Added + (file.Kind == DifferenceKind.Added ? 1 : 0),
                Removed = sum.Removed + (file.Kind == DifferenceKind.Removed ? 1 : 0),
                Changed = sum.Changed + (file.Kind == DifferenceKind.Changed ? 1 : 0),
                BytesBefore = sum.BytesBefore + (file.Before?.SizeBytes ?? 0),
                BytesAfter = sum.BytesAfter + (file.After?.SizeBytes ?? 0),
            };
        }

        return sum;
    }

    internal static string FolderOf(string path, int depth)
    {
        var end = 0;
        for (var level = 0; level < depth && path.IndexOf('/', end) is var slash and >= 0; level++)
        {
            end = slash + 1;
        }

        return path[..end];
    }
}
