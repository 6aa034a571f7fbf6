using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Checkpoints;
using LakeVersion.Delta.Files;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Merging;

/// <summary>Files that both sides once had and the base never did, and that a side let go of: their rows may live on in its other files.</summary>
/// <remarks>
/// Such files came by a table that was taken over without a commit that says so, as a rollback to another branch's revision does. Where that
/// side was compacted since, the rows of the file would come twice. The logs' removals are read for it, so this is asked only where both sides
/// brought files and no key tells rows apart.
/// </remarks>
internal static class ForgottenFiles
{
    /// <summary>Paths of such files, in order.</summary>
    /// <exception cref="Storage.LakeException">Corrupt: a log is damaged or gone.</exception>
    public static async ValueTask<IReadOnlyList<string>> FindAsync(MergeSides sides, DeltaContext context, CancellationToken cancellationToken)
    {
        if (sides.OursSince.Added.Count == 0 || sides.TheirsSince.Added.Count == 0)
        {
            return [];
        }

        var ours = await RemovedAsync(sides.Ours, context, cancellationToken).ConfigureAwait(false);
        var theirs = await RemovedAsync(sides.Theirs, context, cancellationToken).ConfigureAwait(false);
        var again = Again(sides.TheirsSince.Added, ours).Concat(Again(sides.OursSince.Added, theirs)).ToList();
        var gone = Names(ours);
        gone.IntersectWith(Names(theirs));
        gone.ExceptWith(NamesOf(sides.Base.Files));
        if (again.Count + gone.Count > 0)
        {
            // What went before the base did so for both, and a revert or a restoration of one side brings it back.
            var before = await RemovedAsync(sides.Base, context, cancellationToken).ConfigureAwait(false);
            ours.ExceptWith(before);
            theirs.ExceptWith(before);
            again = [.. Again(sides.TheirsSince.Added, ours), .. Again(sides.OursSince.Added, theirs)];
            gone.ExceptWith(Names(before));
        }

        return [.. gone.Union(again).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Again(IReadOnlyList<AddFile> added, HashSet<(string Name, long? Time)> removed) => NamesOf(added).Where(Names(removed).Contains);

    private static HashSet<string> Names(HashSet<(string Name, long? Time)> removed) => removed.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> NamesOf(IEnumerable<AddFile> files) => files.Select(file => FilePath.Decode(file.Path));

    private static async ValueTask<HashSet<(string Name, long? Time)>> RemovedAsync(DeltaSnapshot side, DeltaContext context, CancellationToken cancellationToken)
    {
        var log = await LogListing.ListAsync(side.Folder, 0, cancellationToken).ConfigureAwait(false);
        var removed = await new TombstoneReader(side.Folder, context).ReadAsync(log, side.State, null, cancellationToken).ConfigureAwait(false);
        return removed.NotIn(side.State.Files).Where(file => side.State.Files.PlaceOf(FileKey.Of(file.Path)) is null)
            .Select(file => (FilePath.Decode(file.Path), file.DeletionTimestamp)).ToHashSet();
    }
}
