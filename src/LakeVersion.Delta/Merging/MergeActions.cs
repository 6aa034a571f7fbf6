using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Files;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Writing;

namespace LakeVersion.Delta.Merging;

/// <summary>Makes the version of a merge of its parts. Pure.</summary>
/// <remarks>
/// All adds say <c>dataChange</c>: they mix rows that followers of the table know with such that they do not. Files of theirs that got
/// their row ids since the base get new ones above ours' mark. Where the merge turns row tracking on, files of ours without ids are added again.
/// </remarks>
internal sealed class MergeActions(MergeSides sides, TableDefinition definition, IReadOnlyList<DeltaAction> marks, TableMergeOptions options, DeltaContext context)
{
    /// <summary>The version that adds and removes files.</summary>
    /// <param name="taken">Files of theirs.</param>
    /// <param name="joined">Files of ours with vectors made here.</param>
    /// <param name="removed">Files of ours that go.</param>
    public TableMergeOutcome OfFiles(IReadOnlyList<AddFile> taken, IReadOnlyList<AddFile> joined, IReadOnlyList<AddFile> removed)
    {
        var files = sides.Ours.State.Files;
        List<AddFile> added = [.. taken.Select(Restated), .. joined];
        var touched = added.Concat(removed).Select(file => FilePath.Decode(file.Path)).ToHashSet(StringComparer.Ordinal);
        var now = context.Time.GetUtcNow();
        DeltaAction[] actions =
        [
            .. definition.Since(TableDefinition.Of(sides.Ours)), .. marks, .. Tracked(touched), .. added,
            .. removed.Select(file => RemoveFile.Of(file, now)),
        ];
        var metrics = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["numAddedFiles"] = CommitFacts.Number(added.Count),
            ["numAddedBytes"] = CommitFacts.Number(added.Sum(file => file.Size)),
            ["numRemovedFiles"] = CommitFacts.Number(removed.Count),
            ["numRemovedBytes"] = CommitFacts.Number(removed.Sum(file => file.Size)),
            ["numDeletionVectorsJoined"] = CommitFacts.Number(joined.Count),
        };
        return new TableMergeOutcome
        {
            Transaction = Transaction(actions, metrics),
            Taken =
            [
                .. taken.SelectMany(TableFiles.Of).Distinct()
                    .Where(key => files.PlaceOf(FileKey.Of(FilePath.Encode(key))) is null)
                    .OrderBy(key => key.Value, StringComparer.Ordinal),
            ],
        };
    }

    /// <summary>The version of changes made row by row.</summary>
    /// <param name="rows">What writing them came to.</param>
    public TableMergeOutcome OfRows(DeltaTransaction rows)
    {
        var touched = rows.Actions.Select(PathOf).OfType<string>().Select(FilePath.Decode).ToHashSet(StringComparer.Ordinal);
        var named = rows.Actions.Any(action => action is MetadataAction);
        DeltaAction[] actions =
        [
            .. definition.Since(TableDefinition.Of(sides.Ours)).Where(action => !named || action is not MetadataAction), .. marks, .. Tracked(touched), .. rows.Actions,
        ];
        return new TableMergeOutcome { Transaction = Transaction(actions, new(rows.Info.OperationMetrics, StringComparer.Ordinal)) };
    }

    /// <summary>Ours as it is.</summary>
    public TableMergeOutcome Unchanged() => new() { Transaction = Transaction([], new(StringComparer.Ordinal)) };

    private static string? PathOf(DeltaAction action) => action switch
    {
        AddFile add => add.Path,
        RemoveFile remove => remove.Path,
        _ => null,
    };

    private IEnumerable<AddFile> Tracked(HashSet<string> touched) =>
        RowTracking.IsEnabled(definition.Protocol, definition.Metadata) && !RowTracking.IsEnabled(sides.Ours.Protocol, sides.Ours.Metadata)
            ? sides.Ours.Files.Where(file => file.BaseRowId is null && !touched.Contains(FilePath.Decode(file.Path))).Select(file => file with { DataChange = false })
            : [];

    private AddFile Restated(AddFile file) => file.BaseRowId > RowTracking.MarkOf(sides.Base)
        ? file with { DataChange = true, BaseRowId = null, DefaultRowCommitVersion = null }
        : file with { DataChange = true };

    private DeltaTransaction Transaction(DeltaAction[] actions, Dictionary<string, string?> metrics)
    {
        var isolation = TableRebase.IsolationOf(sides.Ours);
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["source"] = options.Label,
            ["baseVersion"] = CommitFacts.Number(sides.Base.Version),
            ["sourceVersion"] = CommitFacts.Number(sides.Theirs.Version),
        };
        return new DeltaTransaction
        {
            ReadSnapshot = sides.Ours,
            Reads = TransactionReads.Table,
            Actions = actions,
            Info = CommitFacts.Info(context, "BRANCH MERGE", parameters, metrics, isolation, isBlindAppend: false, options.Commit),
            Isolation = isolation,
            IsUnchanged = actions.Length == 0,
        };
    }
}
