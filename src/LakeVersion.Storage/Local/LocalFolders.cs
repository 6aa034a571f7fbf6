namespace LakeVersion.Storage.Local;

/// <summary>The folders of a store: makes them, lets no link pass, and makes their names survive a crash.</summary>
/// <remarks>
/// <para>A folder's name is durable when the folder above it was flushed. At its first use of a folder this process
/// flushes the whole chain from the root (and what is above it) down, whoever made it: the maker may have died, or
/// may not have got to it yet. What was flushed once needs it never again, since no store removes folders.</para>
/// <para>Links are looked for at the first use of a folder by this process.</para>
/// </remarks>
internal sealed class LocalFolders(IFileLayer layer, LocalPaths paths)
{
    private const int MaxKnown = 65_536;

    private readonly BoundedSet plain = new(MaxKnown);
    private readonly BoundedSet settled = new(MaxKnown);

    /// <summary>True where all folders down to this one exist.</summary>
    /// <exception cref="LakeException">Refused: one of them is a link.</exception>
    public bool Reach(string folder)
    {
        if (plain.Contains(folder))
        {
            return true;
        }

        foreach (var step in LocalPaths.Chain(folder))
        {
            if (!plain.Contains(step))
            {
                if (KindOf(step) != FileKind.Folder)
                {
                    return false;
                }

                plain.Add(step);
            }
        }

        return true;
    }

    /// <summary>Makes the folders that a key needs, and their names durable.</summary>
    /// <exception cref="LakeException">Refused: one of them is a link. Invalid: one of them is a file.</exception>
    public void Prepare(StoreKey key)
    {
        var folder = LocalPaths.FolderOf(key);
        if (settled.Contains(folder))
        {
            return;
        }

        foreach (var step in LocalPaths.Chain(folder))
        {
            if (settled.Contains(step))
            {
                continue;
            }

            switch (KindOf(step))
            {
                case null:
                    layer.MakeFolder(paths.Of(step));
                    break;
                case FileKind.File:
                    throw LocalFaults.FileInTheWay(key.Value, step.Length == 0 ? "." : step, paths.Root);
            }

            SettleFolder(step);
        }
    }

    /// <summary>Makes the names of an object, and of the folders above it, survive a crash; nothing where it does not exist.</summary>
    public void Settle(StoreKey key)
    {
        var folder = LocalPaths.FolderOf(key);
        if (!Reach(folder))
        {
            return;
        }

        foreach (var step in LocalPaths.Chain(folder))
        {
            if (!settled.Contains(step))
            {
                SettleFolder(step);
            }
        }

        FlushFolderOf(key);
    }

    /// <summary>Makes a name just given survive a crash; the folders above it are durable already.</summary>
    public void FlushFolderOf(StoreKey key) => layer.FlushFolder(paths.Of(LocalPaths.FolderOf(key)));

    /// <summary>Forgets what is known, after a folder turned out to be gone.</summary>
    public void Forget()
    {
        plain.Clear();
        settled.Clear();
    }

    private void SettleFolder(string folder)
    {
        if (folder.Length == 0)
        {
            FlushAboveRoot();
        }
        else
        {
            var slash = folder.LastIndexOf('/');
            layer.FlushFolder(paths.Of(slash < 0 ? "" : folder[..slash]));
        }

        plain.Add(folder);
        settled.Add(folder);
    }

    private void FlushAboveRoot()
    {
        for (var folder = Path.GetDirectoryName(paths.Root); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            try
            {
                layer.FlushFolder(folder);
            }
            catch (UnauthorizedAccessException)
            {
                // Whoever may not open a folder did not make the folders in it either.
                return;
            }
        }
    }

    private FileKind? KindOf(string folder)
    {
        var kind = layer.Stat(paths.Of(folder))?.Kind;
        if (kind != FileKind.Link)
        {
            return kind;
        }

        // The root may be reached by a link: its owner chose the place. Links below it may be anybody's.
        return folder.Length == 0 ? FileKind.Folder : throw LocalFaults.Link(folder, paths.Root);
    }
}
