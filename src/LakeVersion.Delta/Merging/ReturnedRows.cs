using LakeVersion.Delta.Actions;
using LakeVersion.Delta.DeletionVectors;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Merging;

/// <summary>Whether a side brought back rows that the base has deleted, as a revert or a restoration does: rows come without new files.</summary>
internal static class ReturnedRows
{
    public static async ValueTask<bool> ExistAsync(MergeSides sides, DeltaContext context, CancellationToken cancellationToken)
    {
        var before = Reader(sides.Base, context);
        foreach (var (side, since) in new[] { (sides.Ours, sides.OursSince), (sides.Theirs, sides.TheirsSince) })
        {
            foreach (var (was, now) in since.Marked)
            {
                if (was.DeletionVector is { } old && await ReturnedAsync(before, old, Reader(side, context), now, cancellationToken).ConfigureAwait(false))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static async ValueTask<bool> ReturnedAsync(
        VectorReader before, DeletionVectorDescriptor old, VectorReader after, AddFile now, CancellationToken cancellationToken)
    {
        if (now.DeletionVector is not { } vector || vector.Cardinality < old.Cardinality)
        {
            return true;
        }

        var rows = new RowMarks();
        rows.Add(await after.ReadAsync(vector, now.Path, cancellationToken).ConfigureAwait(false));
        var still = rows.Count;
        rows.Add(await before.ReadAsync(old, now.Path, cancellationToken).ConfigureAwait(false));
        return rows.Count > still;
    }

    private static VectorReader Reader(DeltaSnapshot side, DeltaContext context) => new(new FileLocator(side.Folder, context.AbsoluteFiles));
}
