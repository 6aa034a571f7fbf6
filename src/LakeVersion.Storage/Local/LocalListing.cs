using System.Runtime.CompilerServices;

namespace LakeVersion.Storage.Local;

/// <summary>Lists a folder as a store: by the UTF-8 bytes of whole keys, reading only the folders that the request needs.</summary>
/// <remarks>
/// 1. A folder sorts among its siblings as its name with a closing slash: <c>a-b</c>, <c>a/b</c>, <c>a0</c>.
/// 2. A folder is read when the walk reaches it, so a small limit reads few. 3. A folder without objects is none.
/// 4. Names that are no keys, and unfinished files, are not there. 5. A link is refused, since leaving it out would
/// silently leave out what it points at.
/// </remarks>
internal sealed class LocalListing(IFileLayer layer, LocalPaths paths, LocalFolders folders)
{
    private long namesEnumerated;

    /// <summary>How many names the file system was asked for.</summary>
    public long NamesEnumerated => Interlocked.Read(ref namesEnumerated);

    /// <summary>Walks the folder.</summary>
    public async IAsyncEnumerable<ListItem> ListAsync(
        ListRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var window = new ListWindow(request);
        var left = request.Limit ?? int.MaxValue;
        var start = window.Folder;
        if (left == 0 || (start.Length > 0 && !IsFolderName(start)))
        {
            yield break;
        }

        var walk = new Stack<IEnumerator<FileName>>();
        walk.Push(await ReadAsync(start, request.Folders, window, cancellationToken).ConfigureAwait(false));
        while (walk.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!walk.Peek().MoveNext())
            {
                walk.Pop();
                continue;
            }

            var (name, isFolder) = walk.Peek().Current;
            if (isFolder && !request.Folders)
            {
                walk.Push(await ReadAsync(name, fold: false, window, cancellationToken).ConfigureAwait(false));
            }
            else if (Describe(name, isFolder) is { } item)
            {
                yield return item;
                if (--left == 0)
                {
                    yield break;
                }
            }
        }
    }

    private Task<IEnumerator<FileName>> ReadAsync(
        string folder, bool fold, ListWindow window, CancellationToken cancellationToken) =>
        Task.Run(() => (IEnumerator<FileName>)Read(folder, fold, window).GetEnumerator(), cancellationToken);

    // Names come back as whole keys, folders with their closing slash (rule 1). A folder that becomes an item must
    // lie in the window itself; one that is walked need only hold keys that do.
    private List<FileName> Read(string folder, bool fold, ListWindow window)
    {
        var names = new List<FileName>();
        foreach (var (name, isFolder) in Enumerate(folder))
        {
            var wanted = isFolder && !fold ? window.MayAdmitBelow(name) : window.Admits(name);
            if (wanted && IsKey(name))
            {
                names.Add(new FileName(name, isFolder));
            }
        }

        names.Sort(static (left, right) => Utf8Order.Compare(left.Name, right.Name));
        return names;
    }

    private ListItem? Describe(string name, bool isFolder)
    {
        if (isFolder)
        {
            return HoldsObject(name) ? new ListItem(name, null) : null;
        }

        return Stat(name) switch
        {
            { Kind: FileKind.File } file => new ListItem(name, file.Info),
            _ => null,
        };
    }

    // Rule 3. Breadth does not matter here: the first object found ends the search.
    private bool HoldsObject(string folder)
    {
        var rest = new Stack<string>([folder]);
        while (rest.TryPop(out var next))
        {
            foreach (var (name, isFolder) in Enumerate(next))
            {
                if (!IsKey(name))
                {
                    continue;
                }

                if (isFolder)
                {
                    rest.Push(name);
                }
                else if (Stat(name)?.Kind == FileKind.File)
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Whole names of what a folder holds. The folder may vanish while it is read.
    private IEnumerable<FileName> Enumerate(string folder)
    {
        IEnumerator<FileName>? names = null;
        try
        {
            names = Guard(folder, () => folders.Reach(folder.TrimEnd('/')) ? layer.Enumerate(paths.Of(folder)).GetEnumerator() : null);
            while (names is not null && Guard(folder, names.MoveNext))
            {
                Interlocked.Increment(ref namesEnumerated);
                var (name, isFolder) = names.Current;
                yield return new FileName(isFolder ? $"{folder}{name}/" : folder + name, isFolder);
            }
        }
        finally
        {
            names?.Dispose();
        }
    }

    private FileStat? Stat(string name)
    {
        var found = Guard(name, () => layer.Stat(paths.Of(name)));
        return found is { Kind: FileKind.Link } ? throw LocalFaults.Link(name, paths.Root) : found;
    }

    private T? Guard<T>(string name, Func<T?> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (LocalFaults.IsMissing(e))
        {
            return default;
        }
        catch (Exception e) when (LocalFaults.IsFileFault(e))
        {
            throw LocalFaults.Translate(e, "list", name, paths.Root);
        }
    }

    private bool IsFolderName(string folder) => IsKey(folder) && folder[^1] == '/';

    // Rule 4.
    private bool IsKey(string name)
    {
        var key = name.EndsWith('/') ? name[..^1] : name;
        return StoreKey.TryParse(key, out _) && paths.Fault(key) is null;
    }
}
