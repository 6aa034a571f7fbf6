using LakeVersion.Changes;
using LakeVersion.Delta.Merging;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Merging;

/// <summary>Merges three states of one table into a new version of ours.</summary>
internal sealed class TableVersion(Func<MergeConflict, MergeDecision?> ask)
{
    public async ValueTask MergeAsync(
        TransactionTable mine, MergeTree @base, DeltaSnapshot before, MergeTree theirs, DeltaSnapshot there, CancellationToken cancellationToken)
    {
        var options = new TableMergeOptions
        {
            Decide = conflict => ask(Of(mine.Path, conflict)),
            Label = theirs.Label,
        };
        await mine.MergeAsync(before, there, [theirs.Tree, @base.Tree], options, cancellationToken).ConfigureAwait(false);
    }

    private static MergeConflict Of(string table, TableMergeConflict conflict) => new()
    {
        Kind = KindOf(conflict.Kind),
        Path = table,
        Key = conflict.Key,
        Column = conflict.Column,
        Base = conflict.Base,
        Ours = conflict.Ours,
        Theirs = conflict.Theirs,
        Reason = conflict.Reason.TrimEnd('.'),
    };

    private static MergeConflictKind KindOf(TableMergeConflictKind kind) => kind switch
    {
        TableMergeConflictKind.Column => MergeConflictKind.Column,
        TableMergeConflictKind.Property => MergeConflictKind.Property,
        TableMergeConflictKind.Application => MergeConflictKind.Application,
        TableMergeConflictKind.Domain => MergeConflictKind.Domain,
        TableMergeConflictKind.Files => MergeConflictKind.Files,
        TableMergeConflictKind.Row => MergeConflictKind.Row,
        TableMergeConflictKind.Cell => MergeConflictKind.Cell,
        _ => MergeConflictKind.Table,
    };
}
