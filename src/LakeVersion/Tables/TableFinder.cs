using LakeVersion.Versioning.Trees;

namespace LakeVersion.Tables;

/// <summary>Says which table of a tree a path belongs to. Costs the folders above the paths asked for, not the tables there are. One
/// thread at a time.</summary>
internal sealed class TableFinder(Tree tree)
{
    // Paths come in order, so that folders asked for long ago are rarely asked for again.
    private const int MostKept = 1 << 16;

    private readonly Dictionary<string, string?> known = new(StringComparer.Ordinal);

    /// <summary>The nearest folder above the path that is a table; null for none.</summary>
    public async ValueTask<string?> OfAsync(string path, CancellationToken cancellationToken)
    {
        if (tree.Totals.Tables == 0)
        {
            return null;
        }

        var asked = new List<string>();
        string? found = null;
        foreach (var folder in TablePath.FoldersAbove(path))
        {
            if (known.TryGetValue(folder, out found))
            {
                break;
            }

            asked.Add(folder);
            if (await IsTableAsync(folder, cancellationToken).ConfigureAwait(false))
            {
                found = folder;
                break;
            }
        }

        if (known.Count + asked.Count > MostKept)
        {
            known.Clear();
        }

        asked.ForEach(folder => known[folder] = found);
        return found;
    }

    private async ValueTask<bool> IsTableAsync(string folder, CancellationToken cancellationToken)
    {
        var scan = new TreeScan { Prefix = TablePath.LogPrefix(folder), TablesOnly = true, Limit = 1 };
        await foreach (var _ in tree.ScanAsync(scan, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        return false;
    }
}
