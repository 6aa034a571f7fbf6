using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Files;

namespace LakeVersion.Delta.Merging;

/// <summary>Which files one state has otherwise than another: by path, then by deletion vector. Pure.</summary>
/// <param name="Added">Files whose paths the earlier state lacks.</param>
/// <param name="Marked">Files that both have, with other deletion vectors.</param>
/// <param name="Removed">Files whose paths the later state lacks.</param>
internal sealed record FileDelta(
    IReadOnlyList<AddFile> Added, IReadOnlyList<(AddFile Before, AddFile After)> Marked, IReadOnlyList<AddFile> Removed)
{
    public bool IsEmpty => Added.Count == 0 && Marked.Count == 0 && Removed.Count == 0;

    /// <summary>Compares two states; of what they share no file is made, but each is looked up.</summary>
    public static FileDelta Between(FileSet before, FileSet after)
    {
        var (added, marked, removed) = (new List<AddFile>(), new List<(AddFile, AddFile)>(), new List<AddFile>());
        if (ReferenceEquals(before, after))
        {
            return new FileDelta(added, marked, removed);
        }

        foreach (var (block, row) in after.Places())
        {
            if (before.PlaceOf(block.Key(row)) is not var (known, at))
            {
                added.Add(block[row]);
            }
            else if (known.DeletionVector(at)?.UniqueId != block.DeletionVector(row)?.UniqueId)
            {
                marked.Add((known[at], block[row]));
            }
        }

        foreach (var (block, row) in before.Places())
        {
            if (after.PlaceOf(block.Key(row)) is null)
            {
                removed.Add(block[row]);
            }
        }

        return new FileDelta(
            [.. added.OrderBy(file => file.Path, StringComparer.Ordinal)],
            [.. marked.OrderBy(file => file.Item1.Path, StringComparer.Ordinal)],
            [.. removed.OrderBy(file => file.Path, StringComparer.Ordinal)]);
    }
}
