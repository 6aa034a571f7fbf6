using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Which paths have their content in a mirror: named files, and all in named folders. Pure.</summary>
internal sealed class PathFilter
{
    private readonly byte[][] files;
    private readonly KeyRange[] folders;

    /// <summary>Takes paths without closing slash; none lets everything through.</summary>
    public PathFilter(IReadOnlyList<string> paths)
    {
        files = [.. paths.Select(KeyRange.ToBytes)];
        folders = [.. paths.Select(path => KeyRange.OfPrefix(path + "/"))];
    }

    public bool TakesAll => files.Length == 0;

    public bool Takes(ReadOnlySpan<byte> key)
    {
        if (TakesAll)
        {
            return true;
        }

        for (var i = 0; i < files.Length; i++)
        {
            if (key.SequenceEqual(files[i]) || folders[i].Contains(key))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True where keys behind one and up to another may be taken; false only where none is.</summary>
    public bool Touches(ReadOnlySpan<byte> behind, ReadOnlySpan<byte> last)
    {
        if (TakesAll)
        {
            return true;
        }

        for (var i = 0; i < files.Length; i++)
        {
            // A folder's keys lie behind the file of its name, and before the end of the folder's range.
            if (last.SequenceCompareTo(files[i]) >= 0 && !folders[i].IsBefore(behind))
            {
                return true;
            }
        }

        return false;
    }
}
