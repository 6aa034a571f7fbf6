using System.Collections.Concurrent;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Tables;

/// <summary>The rules of <see cref="TableRule"/> as far as a transaction's own writes break them, checked at each step.</summary>
/// <remarks>
/// When a transaction commits, what a table's own step wrote looks like what a file's step put beside it, so the rule lets both
/// pass; only here is it known which it is. The branch's own tables are checked again by the rule, on the tree that is published.
/// </remarks>
internal sealed class TableGuard(Transaction transaction, bool isRaw)
{
    // The base never changes, so what it holds is looked up once.
    private readonly ConcurrentDictionary<string, bool> inBase = new(StringComparer.Ordinal);

    /// <summary>Refuses a file to put or delete that is part of a table.</summary>
    public async ValueTask CheckFileAsync(string path, CancellationToken cancellationToken)
    {
        if (!isRaw && await AboveAsync(path, cancellationToken).ConfigureAwait(false) is { } table)
        {
            throw TableRule.PartOfTable(path, table);
        }
    }

    /// <summary>Refuses a file to put that is part of a table, or that would be taken for one.</summary>
    public ValueTask CheckPutAsync(string path, CancellationToken cancellationToken) => !isRaw && TablePath.IsInLog(path)
        ? throw TableRule.NotALog(path)
        : CheckFileAsync(path, cancellationToken);

    /// <summary>Refuses a table at a path that lies in another table.</summary>
    public async ValueTask CheckNotNestedAsync(string table, CancellationToken cancellationToken)
    {
        if (!isRaw && await AboveAsync(table, cancellationToken).ConfigureAwait(false) is { } above)
        {
            throw TableRule.Nested(table, above);
        }
    }

    /// <summary>Refuses a table at a path where the transaction, as it is, leaves no room for one.</summary>
    public async ValueTask CheckNewTableAsync(string table, CancellationToken cancellationToken)
    {
        if (isRaw)
        {
            return;
        }

        await CheckNotNestedAsync(table, cancellationToken).ConfigureAwait(false);
        await foreach (var item in transaction.ScanAsync(TablePath.Prefix(table), null, cancellationToken).ConfigureAwait(false))
        {
            throw TableRule.Occupied(table, item.Path);
        }
    }

    private async ValueTask<string?> AboveAsync(string path, CancellationToken cancellationToken)
    {
        foreach (var folder in TablePath.FoldersAbove(path))
        {
            if (await IsTableAsync(folder, cancellationToken).ConfigureAwait(false))
            {
                return folder;
            }
        }

        return null;
    }

    private async ValueTask<bool> IsTableAsync(string folder, CancellationToken cancellationToken)
    {
        if (!inBase.TryGetValue(folder, out var wasTable))
        {
            wasTable = await TableProbe.ExistsAsync(transaction.BaseTree, folder, cancellationToken).ConfigureAwait(false);
            inBase[folder] = wasTable;
        }

        var log = TablePath.LogPrefix(folder);
        var own = transaction.Changes(log);
        if (!wasTable || own.Count == 0)
        {
            return wasTable || own.Any(change => change.Entry is not null);
        }

        await foreach (var _ in transaction.ScanAsync(log, null, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        return false;
    }
}
