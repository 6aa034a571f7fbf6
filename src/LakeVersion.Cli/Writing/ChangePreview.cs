using LakeVersion.Cli.Shapes;
using LakeVersion.Storage;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Cli.Writing;

/// <summary>What a transaction changed since this object was made, tables as wholes.</summary>
internal sealed class ChangePreview
{
    private const string LogPart = "/_delta_log/";

    private readonly Transaction transaction;

    // A staged transaction brings the changes of earlier steps along.
    private readonly Dictionary<LakePath, TreeEntry?> before;

    public ChangePreview(Transaction transaction)
    {
        this.transaction = transaction;
        before = transaction.Changes().ToDictionary(change => change.Path, change => change.Entry);
    }

    /// <summary>The changes in path order.</summary>
    public async ValueTask<IReadOnlyList<ChangeShape>> ListAsync(CancellationToken cancellationToken)
    {
        var changes = transaction.Changes();
        var tables = changes.Select(change => TableOf(change.Path.Value)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var logs = new Dictionary<string, ChangeShape>(StringComparer.Ordinal);
        var list = new List<ChangeShape>();
        foreach (var (path, entry) in changes)
        {
            var old = before.TryGetValue(path, out var known) ? known : await transaction.BaseTree.GetAsync(path, cancellationToken);
            if (Same(old, entry))
            {
                continue;
            }

            var kind = old is null ? "added" : entry is null ? "removed" : "changed";
            if (Above(path.Value).FirstOrDefault(tables.Contains) is { } table)
            {
                Fold(logs, table, kind, IsFirstVersion(path.Value, table));
            }
            else
            {
                list.Add(new ChangeShape(path.Value, kind, false, entry?.SizeBytes));
            }
        }

        return [.. list.Concat(logs.Values).OrderBy(change => change.Path, Utf8Order.Comparer)];
    }

    // A table is new or gone with its log's first version; anything else changes it.
    private static void Fold(Dictionary<string, ChangeShape> logs, string table, string kind, bool decides)
    {
        if (decides || !logs.ContainsKey(table))
        {
            logs[table] = new ChangeShape(table, decides ? kind : "changed", true, null);
        }
    }

    private static bool IsFirstVersion(string path, string table) =>
        path.AsSpan(table.Length).SequenceEqual("/_delta_log/00000000000000000000.json");

    private static string? TableOf(string path) =>
        path.IndexOf(LogPart, StringComparison.Ordinal) is var at and > 0 ? path[..at] : null;

    private static IEnumerable<string> Above(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..slash];
        }
    }

    private static bool Same(TreeEntry? left, TreeEntry? right) =>
        left is null || right is null ? left is null && right is null : left.SameContent(right);
}
