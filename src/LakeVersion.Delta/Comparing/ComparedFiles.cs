using LakeVersion.Delta.Files;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Comparing;

/// <summary>The files, or the rows of them, in which two versions differ, each side in the order of paths. Pure.</summary>
/// <remarks>
/// 1. A file that both have with one deletion vector holds the same rows in both: it is not read. 2. Where the vector differs, the
/// earlier version alone has the rows that only the later vector names, and the later one those that only the earlier names.
/// 3. Any other file is read as a whole. 4. Tables of different ids share no file, whatever their paths say.
/// </remarks>
internal sealed record ComparedFiles(IReadOnlyList<ScanFile> Before, IReadOnlyList<ScanFile> After)
{
    public static ComparedFiles Of(DeltaSnapshot before, DeltaSnapshot after)
    {
        var isOne = before.Metadata.Id == after.Metadata.Id;
        return new(
            Side(before.State.Files, isOne ? after.State.Files : FileSet.Empty),
            Side(after.State.Files, isOne ? before.State.Files : FileSet.Empty));
    }

    private static List<ScanFile> Side(FileSet mine, FileSet other)
    {
        var files = new List<ScanFile>();
        foreach (var (block, row) in mine.Places())
        {
            if (other.PlaceOf(block.Key(row)) is not var (found, at) || found.Size(at) != block.Size(row))
            {
                files.Add(ScanFile.Of(block[row]));
                continue;
            }

            var vector = found.DeletionVector(at);
            if (vector is not null && vector.UniqueId != block.DeletionVector(row)?.UniqueId)
            {
                files.Add(ScanFile.Of(block[row]) with { Only = vector });
            }
        }

        files.Sort((left, right) => Utf8Order.Compare(left.Path, right.Path));
        return files;
    }
}
