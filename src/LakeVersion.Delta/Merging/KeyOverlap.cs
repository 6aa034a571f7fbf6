using LakeVersion.Delta.Editing;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Merging;

/// <summary>Whether both sides brought rows of one key, though their files do not touch (rule 3 of "A table inside a lake").</summary>
/// <remarks>The key's columns alone are read, and of files alone that a side brought. In memory are the keys' digests.</remarks>
internal static class KeyOverlap
{
    /// <exception cref="Storage.LakeException">Invalid: keys that are null, or not unique among the rows that one side brought.</exception>
    public static async ValueTask<bool> ExistsAsync(SideRows rows, MergeSides sides, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        if (!Brings(sides.OursSince) || !Brings(sides.TheirsSince))
        {
            return false;
        }

        var ours = await KeysAsync(rows, sides.Base, sides.Ours, sides.OursSince, "ours", keys, null, cancellationToken).ConfigureAwait(false);
        var theirs = await KeysAsync(rows, sides.Base, sides.Theirs, sides.TheirsSince, "theirs", keys, ours.Keys, cancellationToken).ConfigureAwait(false);
        return theirs.Overlap;
    }

    private static bool Brings(FileDelta delta) => delta.Added.Count > 0 || delta.Marked.Any(file => file.Before.DeletionVector is not null);

    private static async ValueTask<(HashSet<UInt128> Keys, bool Overlap)> KeysAsync(
        SideRows rows, DeltaSnapshot @base, DeltaSnapshot side, FileDelta delta, string word, IReadOnlyList<string> keys, HashSet<UInt128>? others, CancellationToken cancellationToken)
    {
        var (found, overlap, faults) = (new HashSet<UInt128>(), false, new KeyFaults(side.Folder.Name, word, keys));
        await foreach (var batch in rows.WonAsync(@base, side, delta, keys, cancellationToken).ConfigureAwait(false))
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
                overlap |= others?.Contains(digest) == true;
                if (!found.Add(digest))
                {
                    faults.AddRepeated(batch, row);
                }
            }
        }

        faults.Throw();
        return (found, overlap);
    }
}
