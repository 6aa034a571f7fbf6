using LakeVersion.Delta;
using LakeVersion.Outside;
using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Adopting;

/// <summary>Adopts a Delta table with its history.</summary>
/// <remarks>
/// 1. The log's JSON files are copied into the lake byte for byte, with their times: versions and time travel stay. Checkpoints
/// and checksums are left behind, as all follows from the JSON. 2. Data files are adopted like any object, but only those that a
/// version names. 3. A file that the newest version needs must be there, in the size that the log says; of older versions some
/// may be gone. 4. The same log at the path is nothing new; anything else there is refused.
/// </remarks>
internal sealed class TableAdoption(Lake lake, Transaction transaction, TableGuard guard, AdoptOptions options)
{
    private const int AtOnce = 8;
    private const int MostNamed = 5;

    public async ValueTask<AdoptResult> RunAsync(OutsideSource source, IObjectStore folder, string table, CancellationToken cancellationToken)
    {
        TablePath.Check(table);
        var inventory = await TableInventory.ReadAsync(folder, lake.Tables, cancellationToken).ConfigureAwait(false);
        if (await IsThereAsync(table, folder, inventory, cancellationToken).ConfigureAwait(false))
        {
            var bytes = inventory.LiveFiles.Values.Sum();
            return new AdoptResult
            {
                IsTable = true, Files = inventory.LiveFiles.Count, Bytes = bytes, Unchanged = inventory.LiveFiles.Count, Versions = inventory.Commits.Count,
            };
        }

        await guard.CheckNewTableAsync(table, cancellationToken).ConfigureAwait(false);
        transaction.Group(TablePath.Prefix(table), new TableRebaser(lake.Tables));
        await PutLogAsync(table, folder, inventory, cancellationToken).ConfigureAwait(false);
        return await PutFilesAsync(source, table, inventory, cancellationToken).ConfigureAwait(false);
    }

    // 1
    private async ValueTask PutLogAsync(string table, IObjectStore folder, TableInventory inventory, CancellationToken cancellationToken)
    {
        foreach (var (version, key, modified) in inventory.Commits)
        {
            var content = await ReadAsync(folder, key, cancellationToken).ConfigureAwait(false);
            var entry = await transaction.Upload.AddContentAsync(content, null, cancellationToken).ConfigureAwait(false);
            transaction.Put(LogPath(table, key), entry with { Modified = modified, IsTableMark = version == inventory.Commits[0].Version });
        }
    }

    // 2, 3
    private async ValueTask<AdoptResult> PutFilesAsync(OutsideSource source, string table, TableInventory inventory, CancellationToken cancellationToken)
    {
        var objects = new ObjectAdoption(lake, transaction, options);
        var (live, older) = (inventory.LiveFiles.Keys.ToHashSet(), inventory.OlderFiles.ToHashSet());
        var limits = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Mode == AdoptMode.Register ? 1 : AtOnce,
            CancellationToken = cancellationToken,
        };
        var named = source.FindAsync(cancellationToken).Where(found => StoreKey.Parse(found.Name) is var key && (live.Remove(key) || older.Remove(key)));
        await Parallel.ForEachAsync(named, limits, async (found, token) =>
        {
            if (inventory.LiveFiles.TryGetValue(StoreKey.Parse(found.Name), out var size) && size != found.Info.SizeBytes)
            {
                throw LakeException.Corrupt($"'{found.Uri}' is not what the table's log says: expected {size} bytes, found {found.Info.SizeBytes}. The table is damaged; nothing was adopted.");
            }

            await objects.PutAsync(LakePath.ParseForPut(TablePath.Prefix(table) + found.Name), found, token).ConfigureAwait(false);
        }).ConfigureAwait(false);
        if (live.Count > 0)
        {
            throw LakeException.Corrupt(
                $"The table at '{source.Name}' names {live.Count} data files that are not there, such as {string.Join(", ", live.Order().Take(MostNamed).Select(key => $"'{key}'"))}. "
                + "A vacuum may have removed them; nothing was adopted.");
        }

        return objects.Result with { IsTable = true, Versions = inventory.Commits.Count, MissingOlderFiles = older.Count };
    }

    // 4
    private async ValueTask<bool> IsThereAsync(string table, IObjectStore folder, TableInventory inventory, CancellationToken cancellationToken)
    {
        var here = new Dictionary<string, ContentHash?>(StringComparer.Ordinal);
        await foreach (var item in transaction.ScanAsync(TablePath.LogPrefix(table), null, cancellationToken).ConfigureAwait(false))
        {
            here.Add(item.Path.Value, item.Entry?.Sha256);
        }

        if (here.Count == 0)
        {
            return false;
        }

        var isSame = here.Count == inventory.Commits.Count;
        for (var i = 0; isSame && i < inventory.Commits.Count; i++)
        {
            var key = inventory.Commits[i].Key;
            isSame = here.TryGetValue(LogPath(table, key).Value, out var digest)
                && digest == ContentHash.Of((await ReadAsync(folder, key, cancellationToken).ConfigureAwait(false)).Span);
        }

        return isSame ? true : throw LakeException.Conflict(
            $"The table '{table}' exists already on branch '{transaction.Branch.Name}', with another log than the table to adopt. Adopt to another path, or drop it first.");
    }

    private static LakePath LogPath(string table, StoreKey key) => LakePath.Parse(TablePath.Prefix(table) + key.Value);

    private static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(IObjectStore folder, StoreKey key, CancellationToken cancellationToken) =>
        await folder.GetAsync(key, cancellationToken).ConfigureAwait(false)
            ?? throw LakeException.Conflict($"{key} of {folder.Name} was removed while the table was adopted; begin again.");
}
