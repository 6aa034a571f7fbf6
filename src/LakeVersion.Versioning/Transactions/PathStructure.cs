using LakeVersion.Storage;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Transactions;

/// <summary>Refuses an entry whose path is a folder of another, in the tree as it will be.</summary>
internal static class PathStructure
{
    /// <summary>Checks the added paths of a set of changes on a tree.</summary>
    /// <param name="tree">The tree before the changes.</param>
    /// <param name="changes">The changes, in path order.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">Refused: names both paths.</exception>
    public static async ValueTask CheckAsync(Tree tree, IReadOnlyList<PathChange> changes, CancellationToken cancellationToken)
    {
        var wanted = new Dictionary<string, bool>(changes.Count, StringComparer.Ordinal);
        foreach (var change in changes)
        {
            wanted[change.Path.Value] = change.Entry is not null;
        }

        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in changes.Where(change => change.Entry is not null))
        {
            var path = change.Path.Value;
            for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
            {
                if (!folders.Add(path[..slash]))
                {
                    break; // this folder and those above it are checked already
                }

                await CheckFolderAsync(tree, wanted, path, path[..slash], cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var change in changes.Where(change => change.Entry is not null))
        {
            await CheckFileAsync(tree, wanted, folders, change.Path, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask CheckFolderAsync(
        Tree tree, Dictionary<string, bool> wanted, string path, string folder, CancellationToken cancellationToken)
    {
        var taken = wanted.TryGetValue(folder, out var stays)
            ? stays
            : LakePath.TryParse(folder, out var parsed) && await tree.GetAsync(parsed, cancellationToken).ConfigureAwait(false) is not null;
        if (taken)
        {
            throw LakeException.Refused($"'{path}' cannot be put: '{folder}' is a file. Remove it first, or choose another path.");
        }
    }

    private static async ValueTask CheckFileAsync(
        Tree tree, Dictionary<string, bool> wanted, HashSet<string> folders, LakePath path, CancellationToken cancellationToken)
    {
        if (folders.Contains(path.Value))
        {
            throw LakeException.Refused($"'{path}' cannot be put: the same change puts files below it.");
        }

        // A path that the tree holds already is no folder of anything new; what is below it was checked when it came.
        if (await tree.GetAsync(path, cancellationToken).ConfigureAwait(false) is not null)
        {
            return;
        }

        await foreach (var below in tree.ScanAsync(new TreeScan { Prefix = path.Value + "/" }, cancellationToken).ConfigureAwait(false))
        {
            if (!wanted.TryGetValue(below.Path.Value, out var stays) || stays)
            {
                throw LakeException.Refused($"'{path}' cannot be put: it is a folder, with '{below.Path}' in it. Remove that first, or choose another path.");
            }
        }
    }
}
