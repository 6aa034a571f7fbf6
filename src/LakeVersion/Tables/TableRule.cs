using System.Collections.Concurrent;
using LakeVersion.Storage;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Tables;

/// <summary>A table is one unit: what may not be done to paths because of the tables around them.</summary>
/// <remarks>
/// 1. Files of a table are never put or removed one by one. 2. No other folder is called <c>_delta_log</c>. 3. Tables do not
/// nest. 4. A table is not made in a folder that holds files already.
/// </remarks>
internal sealed class TableRule : IChangeRule
{
    // What the caller put or removed path by path, and no table's own command: in a table's group it is still against rule 1.
    private readonly ConcurrentDictionary<LakePath, bool> byHand = new();

    /// <summary>Notes a path that was put or removed by itself.</summary>
    /// <exception cref="LakeException">Refused: it is put into a table's log.</exception>
    public void Note(LakePath path, bool isPut)
    {
        if (isPut && TablePath.IsInLog(path.Value))
        {
            throw InLog(path.Value); // 2
        }

        byHand[path] = isPut;
    }

    public async ValueTask CheckAsync(
        Tree tree, IReadOnlyList<PathChange> changes, IReadOnlyCollection<string> groups, CancellationToken cancellationToken)
    {
        var inTable = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            var path = change.Path.Value;
            if (groups.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal)) && !byHand.ContainsKey(change.Path))
            {
                continue;
            }

            if (change.Entry is not null && TablePath.IsInLog(path))
            {
                throw InLog(path); // 2
            }

            if (await TableAboveAsync(tree, path, inTable, cancellationToken).ConfigureAwait(false) is { } table && !IsDropped(table, changes))
            {
                throw LakeException.Refused($"'{path}' belongs to the table '{table}', whose files are not changed one by one. Use the table's own commands, or --raw to repair it."); // 1
            }
        }

        foreach (var prefix in groups)
        {
            await CheckGroupAsync(tree, prefix, changes, groups, cancellationToken).ConfigureAwait(false);
        }
    }

    private static LakeException InLog(string path) =>
        LakeException.Refused($"'{path}' cannot be put: a folder named {TablePath.LogFolder} is a table's log. Use the table's own commands.");

    private static LakeException Nested(string table, string above) =>
        LakeException.Refused($"'{table}' cannot become a table: it lies in the table '{above}', and tables do not nest.");

    private static bool IsMadeAbove(string other, string prefix, IReadOnlyList<PathChange> changes) =>
        other.Length < prefix.Length && prefix.StartsWith(other, StringComparison.Ordinal)
        && changes.Any(change => change.Entry is not null && change.Path.Value.StartsWith(TablePath.LogPrefix(other.TrimEnd('/')), StringComparison.Ordinal));

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

    // Only a table's own commands remove files of its log, and only by dropping it.
    private bool IsDropped(string table, IReadOnlyList<PathChange> changes)
    {
        var log = TablePath.LogPrefix(table);
        var ofLog = changes.Where(change => change.Path.Value.StartsWith(log, StringComparison.Ordinal)).ToList();
        return ofLog.Count > 0 && ofLog.All(change => change.Entry is null && !byHand.ContainsKey(change.Path));
    }

    private async ValueTask CheckGroupAsync(
        Tree tree, string prefix, IReadOnlyList<PathChange> changes, IReadOnlyCollection<string> groups, CancellationToken cancellationToken)
    {
        var table = prefix.TrimEnd('/');
        var puts = changes.Where(change => change.Entry is not null && change.Path.Value.StartsWith(prefix, StringComparison.Ordinal)).Select(change => change.Path).ToList();
        if (puts.Count == 0 || await TableProbe.ExistsAsync(tree, table, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        if (await TableAboveAsync(tree, table, [], cancellationToken).ConfigureAwait(false) is { } above && !IsDropped(above, changes))
        {
            throw Nested(table, above); // 3
        }

        if (groups.FirstOrDefault(other => IsMadeAbove(other, prefix, changes)) is { } made)
        {
            throw Nested(table, made.TrimEnd('/')); // 3
        }

        if (puts.Find(byHand.ContainsKey) is { Value.Length: > 0 } put)
        {
            throw LakeException.Refused($"'{table}' cannot become a table: '{put}' was put into the folder. Choose another path."); // 4
        }

        var deleted = changes.Where(change => change.Entry is null).Select(change => change.Path).ToHashSet();
        await foreach (var item in tree.ScanAsync(new TreeScan { Prefix = prefix }, cancellationToken).ConfigureAwait(false))
        {
            if (!deleted.Contains(item.Path))
            {
                throw LakeException.Refused($"'{table}' cannot become a table: the folder holds '{item.Path}' already. Choose another path."); // 3, 4
            }
        }
    }
}
