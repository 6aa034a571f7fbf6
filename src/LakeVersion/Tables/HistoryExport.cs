using LakeVersion.Delta;
using LakeVersion.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Tables;

/// <summary>Copies a table out of a lake with its log as it is: versions, times, id.</summary>
/// <remarks>The log comes last, and its oldest file at the very end: before it there is no table. Checkpoints that commits stand for, checksums
/// and compactions are left out.</remarks>
internal sealed class HistoryExport(Lake lake, LakeSnapshot at, string path, IObjectStore folder)
{
    public async ValueTask<HistoryReport> RunAsync(IObjectStore destination, Action<long>? copied, CancellationToken cancellationToken)
    {
        var inventory = await TableInventory.ReadAsync(folder, lake.Tables, cancellationToken).ConfigureAwait(false);
        var oldest = inventory.Log[0].Key;
        if (await destination.StatAsync(oldest, cancellationToken).ConfigureAwait(false) is not null)
        {
            throw LakeException.Conflict($"{destination.Name} holds a table already.");
        }

        var (files, bytes, missing) = (0L, 0L, 0L);
        foreach (var key in inventory.LiveFiles.Keys.Concat(inventory.OlderFiles).Order())
        {
            if (!inventory.LiveFiles.ContainsKey(key) && await folder.StatAsync(key, cancellationToken).ConfigureAwait(false) is null)
            {
                missing++;
                continue;
            }

            var size = await CopyAsync(key, destination, cancellationToken).ConfigureAwait(false);
            (files, bytes) = (files + 1, bytes + size);
            copied?.Invoke(size);
        }

        foreach (var (key, _) in inventory.Log.Reverse())
        {
            await CopyAsync(key, destination, cancellationToken).ConfigureAwait(false);
        }

        return new HistoryReport(inventory.Version - inventory.FirstVersion + 1, files, bytes, missing);
    }

    private async ValueTask<long> CopyAsync(StoreKey key, IObjectStore destination, CancellationToken cancellationToken)
    {
        var content = await at.Files.OpenAsync(TablePath.Prefix(path) + key.Value, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            return await destination.PutAsync(key, content, cancellationToken).ConfigureAwait(false);
        }
    }
}
