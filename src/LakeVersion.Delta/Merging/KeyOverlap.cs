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

        var ours = await KeyRows.ReadAsync(
            rows.WonAsync(sides.Base, sides.Ours, sides.OursSince, keys, cancellationToken), new KeyFaults(sides.Name, "ours", keys), keys, null, cancellationToken).ConfigureAwait(false);
        var theirs = await KeyRows.ReadAsync(
            rows.WonAsync(sides.Base, sides.Theirs, sides.TheirsSince, keys, cancellationToken), new KeyFaults(sides.Name, "theirs", keys), keys, ours.Keys, cancellationToken).ConfigureAwait(false);
        return theirs.MeetsOthers;
    }

    private static bool Brings(FileDelta delta) => delta.Added.Count > 0 || delta.Marked.Any(file => file.Before.DeletionVector is not null);
}
