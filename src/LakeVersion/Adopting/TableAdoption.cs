using System.Security.Cryptography;
using LakeVersion.Delta;
using LakeVersion.Outside;
using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Adopting;

/// <summary>Adopts a Delta table with its history.</summary>
/// <remarks>
/// 1. The log's commits are copied into the lake byte for byte, with their times: versions and time travel stay. Where the first ones
/// were cleaned up the oldest checkpoint that leads on is copied too; all other checkpoints, checksums and compactions are left behind,
/// as they follow from these. 2. Data files and files of deletion vectors are adopted like any object, but only those that a version
/// names. 3. A file that the newest version needs must be there, in the size that the log says, where it does; of older versions some
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
            var bytes = inventory.LiveFiles.Values.Sum() ?? 0;
            return new AdoptResult
            {
                IsTable = true, Files = inventory.LiveFiles.Count, Bytes = bytes, Unchanged = inventory.LiveFiles.Count, Versions = Versions(inventory),
            };
        }

        await guard.CheckNewTableAsync(table, cancellationToken).ConfigureAwait(false);
        transaction.Group(TablePath.Prefix(table), new TableRebaser(lake.Tables, mutants: lake.Mutants));
        await PutLogAsync(table, folder, inventory, cancellationToken).ConfigureAwait(false);
        return await PutFilesAsync(source, table, inventory, cancellationToken).ConfigureAwait(false);
    }

    // 1
    private async ValueTask PutLogAsync(string table, IObjectStore folder, TableInventory inventory, CancellationToken cancellationToken)
    {
        for (var i = 0; i < inventory.Log.Count; i++)
        {
            var (key, info) = inventory.Log[i];
            var content = new ObjectStream(folder, key, info);
            await using (content.ConfigureAwait(false))
            {
                var entry = await transaction.Upload.AddContentAsync(content, null, cancellationToken).ConfigureAwait(false);

                // The oldest commit first: it gets the mark (docs/decisions/0004-table-mark.md).
                transaction.Put(LogPath(table, key), entry with { Modified = info.Modified, IsTableMark = i == 0 });
            }
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
            if (inventory.LiveFiles.TryGetValue(StoreKey.Parse(found.Name), out var stated) && stated is { } size && size != found.Info.SizeBytes)
            {
                throw LakeException.Corrupt($"'{found.Uri}' is not what the table's log says: expected {size} bytes, found {found.Info.SizeBytes}. The table is damaged; nothing was adopted.");
            }

            await objects.PutAsync(LakePath.ParseForPut(TablePath.Prefix(table) + found.Name), found, token).ConfigureAwait(false);
        }).ConfigureAwait(false);
        if (live.Count > 0)
        {
            throw LakeException.Corrupt(
                $"The table at '{source.Name}' names {live.Count} files that are not there, such as {string.Join(", ", live.Order().Take(MostNamed).Select(key => $"'{key}'"))}. "
                + "A vacuum may have removed them; nothing was adopted.");
        }

        return objects.Result with { IsTable = true, Versions = Versions(inventory), MissingOlderFiles = older.Count };
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

        var isSame = here.Count == inventory.Log.Count;
        for (var i = 0; isSame && i < inventory.Log.Count; i++)
        {
            var (key, info) = inventory.Log[i];
            isSame = here.TryGetValue(LogPath(table, key).Value, out var digest) && digest == await DigestAsync(folder, key, info, cancellationToken).ConfigureAwait(false);
        }

        return isSame ? true : throw LakeException.Conflict(
            $"The table '{table}' exists already on branch '{transaction.Branch.Name}', with another log than the table to adopt. Adopt to another path, or drop it first.");
    }

    private static LakePath LogPath(string table, StoreKey key) => LakePath.Parse(TablePath.Prefix(table) + key.Value);

    private static long Versions(TableInventory inventory) => inventory.Version - inventory.FirstVersion + 1;

    private static async ValueTask<ContentHash> DigestAsync(IObjectStore folder, StoreKey key, ObjectInfo info, CancellationToken cancellationToken)
    {
        var content = new ObjectStream(folder, key, info);
        await using (content.ConfigureAwait(false))
        {
            return ContentHash.Read(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false));
        }
    }
}
