using LakeVersion.Storage;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Tables;

/// <summary>A table is one unit: what may not be done to paths because of the tables around them.</summary>
/// <remarks>
/// 1. Files of a table are never put or removed one by one. 2. No other folder is called <c>_delta_log</c>. 3. Tables do not
/// nest. 4. A table is not made in a folder that holds files already, save for those that its own step takes over. Paths of a group are the table's own step and pass; that
/// nothing else slipped in among them is checked at each step (<see cref="TableGuard"/>).
/// </remarks>
internal sealed class TableRule : IChangeRule
{
    private TableRule()
    {
    }

    public static TableRule Instance { get; } = new();

    public async ValueTask CheckAsync(
        Tree tree, IReadOnlyList<PathChange> changes, IReadOnlyCollection<string> groups, CancellationToken cancellationToken)
    {
        var inTable = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            var path = change.Path.Value;
            if (groups.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal)))
            {
                continue;
            }

            if (change.Entry is not null && TablePath.IsInLog(path))
            {
                throw NotALog(path); // 2
            }

            if (await TableAboveAsync(tree, path, inTable, cancellationToken).ConfigureAwait(false) is { } table && !IsDropped(table, changes))
            {
                throw PartOfTable(path, table); // 1
            }
        }

        foreach (var prefix in groups)
        {
            await CheckGroupAsync(tree, prefix, changes, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Rule 1.</summary>
    public static LakeException PartOfTable(string path, string table) => LakeException.Refused(
        $"'{path}' belongs to the table '{table}', whose files are not changed one by one. Use the table's own commands, or a raw transaction to repair it.");

    /// <summary>Rule 2.</summary>
    public static LakeException NotALog(string path) => LakeException.Refused(
        $"'{path}' cannot be put: a folder named {TablePath.LogFolder} is a table's log. Use the table's own commands.");

    /// <summary>Rule 3.</summary>
    public static LakeException Nested(string table, string above) => LakeException.Refused(
        $"'{table}' cannot become a table: it lies in the table '{above}', and tables do not nest.");

    /// <summary>Rules 3 and 4.</summary>
    public static LakeException Occupied(string table, LakePath file) => LakeException.Refused(
        $"'{table}' cannot become a table: the folder holds '{file}' already. Choose another path.");

    private static async ValueTask<string?> TableAboveAsync(
        Tree tree, string path, Dictionary<string, bool> known, CancellationToken cancellationToken)
    {
        foreach (var folder in TablePath.FoldersAbove(path))
        {
            if (!known.TryGetValue(folder, out var isTable))
            {
                isTable = await TableProbe.ExistsAsync(tree, folder, cancellationToken).ConfigureAwait(false);
                known.Add(folder, isTable);
            }

            if (isTable)
            {
                return folder;
            }
        }

        return null;
    }

    // A table's log goes only with the table.
    private static bool IsDropped(string table, IReadOnlyList<PathChange> changes)
    {
        var log = TablePath.LogPrefix(table);
        var ofLog = changes.Where(change => change.Path.Value.StartsWith(log, StringComparison.Ordinal)).ToList();
        return ofLog.Count > 0 && ofLog.TrueForAll(change => change.Entry is null);
    }

    private static async ValueTask CheckGroupAsync(
        Tree tree, string prefix, IReadOnlyList<PathChange> changes, CancellationToken cancellationToken)
    {
        var table = prefix.TrimEnd('/');
        var puts = changes.Any(change => change.Entry is not null && change.Path.Value.StartsWith(prefix, StringComparison.Ordinal));
        if (!puts || await TableProbe.ExistsAsync(tree, table, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        if (await TableAboveAsync(tree, table, [], cancellationToken).ConfigureAwait(false) is { } above && !IsDropped(above, changes))
        {
            throw Nested(table, above); // 3
        }

        var known = changes.Select(change => change.Path).ToHashSet();
        await foreach (var item in tree.ScanAsync(new TreeScan { Prefix = prefix }, cancellationToken).ConfigureAwait(false))
        {
            if (!known.Contains(item.Path))
            {
                throw Occupied(table, item.Path); // 3, 4
            }
        }
    }
}
