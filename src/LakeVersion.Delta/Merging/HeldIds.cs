using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Merging;

/// <summary>Whether files of theirs hold row ids that were given out since the base (rule 5 of "A table inside a lake").</summary>
/// <remarks>Such ids may be those of other rows in ours, and the versions beside them are of theirs' log. Only rows that were written again
/// hold them in files; in the first version behind the base, where it gave out no ids, they are the base's.</remarks>
internal static class HeldIds
{
    public static async ValueTask<bool> ExistAsync(MergeSides sides, DeltaContext context, CancellationToken cancellationToken)
    {
        var (before, theirs) = (sides.Base, sides.Theirs);
        var isPossible = RowTracking.MarkOf(theirs) > RowTracking.MarkOf(before) || theirs.Version > before.Version + 1;
        if (!isPossible || !RowTracking.IsSupported(theirs.Protocol, theirs.Metadata)
            || theirs.Properties.GetValueOrDefault(RowTracking.IdColumnProperty) is not { Length: > 0 } column)
        {
            return false;
        }

        foreach (var file in sides.TheirsSince.Added)
        {
            var footer = await context.Parquet.OpenAsync(theirs.Folder, FilePath.Key(file.Path), file.Size, cancellationToken).ConfigureAwait(false);
            await using (footer.ConfigureAwait(false))
            {
                if (footer.Schema.GetFieldIndex(column) >= 0)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
