using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Erasing;

/// <summary>Whether branches hold, outside of the tables that are written anew, content that is to be erased: a copy of a table, or of a file of it, would
/// be broken without a word.</summary>
internal sealed class OtherPaths(Lake lake, IReadOnlyList<string> tables)
{
    private const int Told = 3;

    /// <exception cref="LakeException">Refused: they do; the message names branches and paths.</exception>
    public async ValueTask CheckAsync(IReadOnlySet<ContentHash> contents, CancellationToken cancellationToken)
    {
        var prefixes = tables.Select(TablePath.Prefix).ToList();
        var others = new List<string>();
        var before = lake.Store.TreeOf(lake.Store.RootCommit);
        foreach (var branch in await lake.BranchesAsync(cancellationToken).ConfigureAwait(false))
        {
            // What this branch has as the one before it was looked at there.
            var tree = lake.Store.TreeOf(await lake.Store.Commits.ReadAsync(branch.Head.Entry.After!.Value, cancellationToken).ConfigureAwait(false));
            await foreach (var change in TreeDiff.CompareAsync(before, tree, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                if (change.After?.Sha256 is { } sha256 && contents.Contains(sha256)
                    && !prefixes.Exists(prefix => change.Path.Value.StartsWith(prefix, StringComparison.Ordinal)))
                {
                    others.Add($"{branch.Name.Name}:{change.Path}");
                }
            }

            before = tree;
        }

        if (others.Count > 0)
        {
            throw LakeException.Refused(
                $"The same content is also at {string.Join(", ", others.Take(Told))}{(others.Count > Told ? $" and {others.Count - Told} other paths" : "")}, which could not be read any more. "
                + "Nothing was changed. Name a copied table and its copy in one call; remove other files first.");
        }
    }
}
