using LakeVersion.Changes;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Merging;

/// <summary>Merges three states of one table into a new version of ours.</summary>
internal sealed class TableVersion(Func<MergeConflict, MergeChoice?> ask)
{
    public async ValueTask MergeAsync(
        TransactionTable mine, MergeSide @base, DeltaSnapshot before, MergeSide theirs, DeltaSnapshot there, CancellationToken cancellationToken)
    {
        try
        {
            await mine.TakeFilesAsync(theirs.Tree, there, cancellationToken).ConfigureAwait(false);
            await mine.RevertAsync(there, before, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Conflict)
        {
            ask(new MergeConflict { Kind = MergeConflictKind.Table, Path = mine.Path, Reason = e.Message });
        }
    }
}
