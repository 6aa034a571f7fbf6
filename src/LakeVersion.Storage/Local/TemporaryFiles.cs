namespace LakeVersion.Storage.Local;

/// <summary>The unfinished files of a store, under names that nobody else draws.</summary>
internal sealed class TemporaryFiles(IFileLayer layer, LocalPaths paths, IEntropy entropy, TimeProvider time)
{
    private const int NameSizeBytes = 16;
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromDays(1);
    private volatile bool made;

    /// <summary>Creates a file; disposing it deletes its temporary name.</summary>
    public TemporaryFile Create() => Create(DrawName());

    /// <summary>Creates a file with a name made from <see cref="DrawName"/>.</summary>
    public TemporaryFile Create(string name)
    {
        var path = PathOf(name);
        if (!made)
        {
            MakeFolder();
        }

        try
        {
            return new TemporaryFile(layer, path, layer.CreateFile(path), time);
        }
        catch (Exception e) when (LocalFaults.IsMissing(e))
        {
            // The folder holds nothing of worth, so anybody may delete it.
            MakeFolder();
            return new TemporaryFile(layer, path, layer.CreateFile(path), time);
        }
    }

    /// <summary>A name that no other process draws.</summary>
    public string DrawName()
    {
        Span<byte> bytes = stackalloc byte[NameSizeBytes];
        entropy.Fill(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>The absolute path of a temporary name.</summary>
    public string PathOf(string name) => Path.Join(paths.Temporary, name);

    /// <summary>Makes the folder, and refuses one that is something else.</summary>
    /// <exception cref="LakeException">Refused: a link or a file stands there.</exception>
    public void MakeFolder()
    {
        switch (layer.Stat(paths.Temporary)?.Kind)
        {
            case FileKind.Link:
                throw LocalFaults.Link(LocalPaths.TemporaryName, paths.Root);
            case FileKind.File:
                throw LakeException.Refused(
                    $"'{LocalPaths.TemporaryName}' in '{paths.Root}' is a file; it must be a folder for unfinished files. "
                    + "Delete the file.");
            case null:
                layer.MakeFolder(paths.Temporary);
                break;
        }

        made = true;
    }

    /// <summary>Deletes what crashed writers left more than a day ago; a file that resists stays.</summary>
    public void Sweep()
    {
        var before = time.GetUtcNow() - LeftoverAge;
        foreach (var name in layer.Enumerate(paths.Temporary))
        {
            var path = PathOf(name.Name);
            if (layer.Stat(path) is { Kind: FileKind.File } file && file.Modified < before)
            {
                TemporaryFile.DeleteQuietly(layer, path);
            }
        }
    }
}
