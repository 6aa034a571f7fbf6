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
/// brought files and no key tells rows apart. Files that the base has let go of already, and that a side never had again since, are none: the other side
/// alone brings them back, as a revert or a restoration does.
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
        var (oursAgain, theirsAgain) = (Both(sides.OursSince, theirs), Both(sides.TheirsSince, ours));
        ours.IntersectWith(theirs);
        ours.ExceptWith(NamesOf(sides.Base.Files));
        if (ours.Count + oursAgain.Count + theirsAgain.Count == 0)
        {
            return [];
        }

        var before = await RemovedAsync(sides.Base, context, cancellationToken).ConfigureAwait(false);
        ours.ExceptWith(before);
        await ForgetAsync(oursAgain, before, sides.Base, sides.Theirs, cancellationToken).ConfigureAwait(false);
        await ForgetAsync(theirsAgain, before, sides.Base, sides.Ours, cancellationToken).ConfigureAwait(false);
        return [.. oursAgain.Union(theirsAgain).Union(ours).Order(StringComparer.Ordinal)];
    }

    // Files that one side brings and the other let go of.
    private static HashSet<string> Both(FileDelta brought, HashSet<string> removed) => [.. NamesOf(brought.Added).Where(removed.Contains)];

    // Takes out those that the base had let go of, and the other side never had since.
    private static async ValueTask ForgetAsync(
        HashSet<string> again, HashSet<string> before, DeltaSnapshot @base, DeltaSnapshot side, CancellationToken cancellationToken)
    {
        if (again.Overlaps(before) && await AddedSinceAsync(@base, side, cancellationToken).ConfigureAwait(false) is { } since)
        {
            again.RemoveWhere(name => before.Contains(name) && !since.Contains(name));
        }
    }

    // What a side added after the base's version; null where its log is not known to go on from the base's.
    private static async ValueTask<HashSet<string>?> AddedSinceAsync(DeltaSnapshot @base, DeltaSnapshot side, CancellationToken cancellationToken)
    {
        var commits = (await LogListing.ListAsync(side.Folder, @base.Version, cancellationToken).ConfigureAwait(false))
            .Where(file => file.Kind == LogFileKind.Commit && file.Version <= side.Version).ToList();
        if (commits.Count == 0 || commits.Count != side.Version - @base.Version + 1)
        {
            return null;
        }

        // A commit that names its transaction is made once, on one history.
        var key = LogKeys.Commit(@base.Version);
        var (then, now) = (await @base.Folder.GetAsync(key, cancellationToken).ConfigureAwait(false), await side.Folder.GetAsync(key, cancellationToken).ConfigureAwait(false));
        if (then is not { } first || now is not { } second || !first.Span.SequenceEqual(second.Span) || ParsedCommit.Parse(@base.Version, first).Info?.TxnId is null)
        {
            return null;
        }

        var added = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var commit in LogReader.ReadAsync(side.Folder, commits[1..], cancellationToken).ConfigureAwait(false))
        {
            added.UnionWith(NamesOf(commit.Actions<AddFile>()));
        }

        return added;
    }

    private static IEnumerable<string> NamesOf(IEnumerable<AddFile> files) => files.Select(file => FilePath.Decode(file.Path));

    private static async ValueTask<HashSet<string>> RemovedAsync(DeltaSnapshot side, DeltaContext context, CancellationToken cancellationToken)
    {
        var log = await LogListing.ListAsync(side.Folder, 0, cancellationToken).ConfigureAwait(false);
        var removed = await new TombstoneReader(side.Folder, context.Parquet).ReadAsync(log, side.State, null, cancellationToken).ConfigureAwait(false);
        return removed.NotIn(side.State.Files).Where(file => side.State.Files.PlaceOf(FileKey.Of(file.Path)) is null)
            .Select(file => FilePath.Decode(file.Path)).ToHashSet(StringComparer.Ordinal);
    }
}
