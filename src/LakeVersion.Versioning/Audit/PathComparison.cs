using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Audit;

/// <summary>Whether two trees differ at a path, be it an entry or a folder.</summary>
public static class PathComparison
{
    /// <summary>True where the entry at the path, or anything below it as a folder, differs.</summary>
    public static async ValueTask<bool> DiffersAsync(Tree left, Tree right, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(path);
        var folder = path.TrimEnd('/');
        if (folder.Length == 0)
        {
            return left.Id != right.Id;
        }

        var entry = LakePath.Parse(folder);
        var before = await left.GetAsync(entry, cancellationToken).ConfigureAwait(false);
        var after = await right.GetAsync(entry, cancellationToken).ConfigureAwait(false);
        return !PathRebase.Same(before, after)
            || !await TreeDiff.IsEqualAsync(left, right, folder + "/", cancellationToken).ConfigureAwait(false);
    }
}
