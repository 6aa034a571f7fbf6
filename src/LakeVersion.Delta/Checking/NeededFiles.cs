using LakeVersion.Delta.Actions;
using LakeVersion.Delta.DeletionVectors;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Checking;

/// <summary>The files that a version needs, told apart by where they are. Pure.</summary>
internal sealed class NeededFiles
{
    private readonly string folder;

    public NeededFiles(DeltaSnapshot table)
    {
        folder = table.Folder.Name.TrimEnd('/') + "/";
        foreach (var file in table.Files)
        {
            Add(file.Path, file.Size);
            AddVector(file);
        }
    }

    /// <summary>Those in the table's folder, with their lengths; null where the log does not say it.</summary>
    public Dictionary<StoreKey, long?> Inside { get; } = [];

    /// <summary>Those elsewhere, by their absolute paths.</summary>
    public Dictionary<string, long?> Outside { get; } = new(StringComparer.Ordinal);

    /// <summary>Names in the log that are no names of files.</summary>
    public List<DamagedFile> Faulty { get; } = [];

    /// <summary>The name of a file: relative to the table where it lies in it, however the log writes it.</summary>
    public static string NameIn(string folder, string uri)
    {
        var name = FilePath.Decode(uri);
        return FilePath.IsAbsolute(uri) && name.StartsWith(folder, StringComparison.Ordinal) ? name[folder.Length..] : name;
    }

    private void Add(string uri, long? size)
    {
        var name = NameIn(folder, uri);
        if (FilePath.IsAbsolute(uri) && name == FilePath.Decode(uri))
        {
            Outside[uri] = size ?? Outside.GetValueOrDefault(uri);
        }
        else if (StoreKey.TryParse(name, out var key))
        {
            Inside[key] = size ?? Inside.GetValueOrDefault(key);
        }
        else
        {
            Faulty.Add(new DamagedFile(uri, "The log names it, and it is no path in the table."));
        }
    }

    private void AddVector(AddFile file)
    {
        try
        {
            if (file.DeletionVector is { } vector && VectorReader.FileOf(vector, file.Path) is { } uri)
            {
                Add(uri, null);
            }
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Corrupt)
        {
            Faulty.Add(new DamagedFile(file.Path, e.Message));
        }
    }
}
