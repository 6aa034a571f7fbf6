using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Files;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Merging;

/// <summary>What becomes of the row ids of files that theirs has and the base lacks (rule 5 of "A table inside a lake").</summary>
/// <remarks>
/// <para>Ids belong to one log. They are kept where (1) ours' log goes on from the base's, and (2) theirs' is an earlier state of that log, as for a
/// revert, or goes on from it without having given ids, as a restoration does: then an id means one row in all three. (3) No row that ours has
/// may have one of them: neither by the log, nor in a file that ours wrote since the base.</para>
/// <para>Else files get new ids by the log, and those that hold ids in a column cannot be taken as they are.</para>
/// </remarks>
/// <param name="AreKept">True where files keep their ids.</param>
/// <param name="AreInTheWay">True where files hold ids that cannot be kept.</param>
internal sealed record TheirIds(bool AreKept, bool AreInTheWay)
{
    public static async ValueTask<TheirIds> OfAsync(MergeSides sides, TableDefinition definition, DeltaContext context, CancellationToken cancellationToken)
    {
        var added = sides.TheirsSince.Added.Where(file => sides.Ours.State.Files.PlaceOf(FileKey.Of(file.Path)) is null).ToList();
        if (added.Count == 0 || !RowTracking.IsSupported(definition.Protocol, definition.Metadata) || !RowTracking.IsSupported(sides.Theirs.Protocol, sides.Theirs.Metadata))
        {
            return new TheirIds(false, false);
        }

        var files = new HeldIds(definition, context);
        var isKept = await AreSharedAsync(sides, cancellationToken).ConfigureAwait(false)
            && await AreFreeAsync(added, sides, files, cancellationToken).ConfigureAwait(false);
        return new TheirIds(isKept, !isKept && await files.ExistAsync(sides.Theirs.Folder, added, cancellationToken).ConfigureAwait(false));
    }

    // Rules 1 and 2.
    private static async ValueTask<bool> AreSharedAsync(MergeSides sides, CancellationToken cancellationToken)
    {
        var (before, ours, theirs) = (sides.Base, sides.Ours, sides.Theirs);
        var (earlier, later) = theirs.Version <= before.Version ? (theirs, before) : (before, theirs);
        return RowTracking.MarkOf(theirs) <= RowTracking.MarkOf(before)
            && await SharedLog.GoesOnAsync(before, ours, cancellationToken).ConfigureAwait(false)
            && await SharedLog.GoesOnAsync(earlier, later, cancellationToken).ConfigureAwait(false);
    }

    // Rule 3.
    private static async ValueTask<bool> AreFreeAsync(List<AddFile> added, MergeSides sides, HeldIds files, CancellationToken cancellationToken)
    {
        var (ids, ours) = (new IdSet(), sides.Ours);
        foreach (var file in added)
        {
            if (file.BaseRowId is not { } first || file.RowCount is not { } count || first + count - 1 > RowTracking.MarkOf(ours))
            {
                return false;
            }

            ids.Add(first, count);
        }

        await foreach (var held in files.ReadAsync(sides.Theirs.Folder, added, cancellationToken).ConfigureAwait(false))
        {
            ids.Add(held);
        }

        if (ours.State.Files.All().Any(file => file.BaseRowId is { } first && file.RowCount is { } count && ids.Meets(first, count)))
        {
            return false;
        }

        await foreach (var held in files.ReadAsync(ours.Folder, sides.OursSince.Added, cancellationToken).ConfigureAwait(false))
        {
            if (ids.Meets(held, 1))
            {
                return false;
            }
        }

        return true;
    }
}
