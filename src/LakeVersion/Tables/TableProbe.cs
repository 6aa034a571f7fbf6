using LakeVersion.Versioning.Trees;

namespace LakeVersion.Tables;

/// <summary>Whether a tree holds a table at a path.</summary>
internal static class TableProbe
{
    public static async ValueTask<bool> ExistsAsync(Tree tree, string table, CancellationToken cancellationToken)
    {
        var scan = new TreeScan { Prefix = TablePath.LogPrefix(table), Limit = 1 };
        await foreach (var _ in tree.ScanAsync(scan, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        return false;
    }
}
