using Apache.Arrow;
using LakeVersion.Delta.Editing;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Merging;

/// <summary>Reads keys of rows.</summary>
internal static class KeyRows
{
    /// <summary>Reads the keys of a whole table.</summary>
    /// <exception cref="Storage.LakeException">Invalid: keys that are null, or not unique.</exception>
    public static async ValueTask CheckAsync(DeltaSnapshot table, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        await ReadAsync(table.ReadAsync(keys, null, cancellationToken), new KeyFaults(table.Folder.Name, $"version {table.Version}", keys), keys, null, cancellationToken).ConfigureAwait(false);

    /// <summary>Reads the digests of the keys of rows.</summary>
    /// <param name="rows">The rows, with the key's columns at least.</param>
    /// <param name="faults">Takes keys that are none.</param>
    /// <param name="keys">The key's columns.</param>
    /// <param name="others">Keys to look out for; null for none.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="Storage.LakeException">Invalid: keys that are null, or not unique.</exception>
    public static async ValueTask<(HashSet<UInt128> Keys, bool MeetsOthers)> ReadAsync(
        IAsyncEnumerable<RecordBatch> rows, KeyFaults faults, IReadOnlyList<string> keys, HashSet<UInt128>? others, CancellationToken cancellationToken)
    {
        var (found, meets) = (new HashSet<UInt128>(), false);
        await foreach (var batch in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            using var owned = batch;
            var reader = new KeyReader(batch, keys);
            for (var row = 0; row < batch.Length; row++)
            {
                if (!reader.TryRead(row, out var key))
                {
                    faults.AddNull(batch, row);
                    continue;
                }

                var digest = RowDigest.OfKey(key);
                meets |= others?.Contains(digest) == true;
                if (!found.Add(digest))
                {
                    faults.AddRepeated(batch, row);
                }
            }
        }

        faults.Throw();
        return (found, meets);
    }
}
