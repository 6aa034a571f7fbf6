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
/// All adds say <c>dataChange</c>: they mix rows that followers of the table know with such that they do not. Files of theirs
/// get new row ids above both sides' marks, save those that ours has too, and those that a revert brings back (<see cref="TheirIds"/>). Where the merge turns row tracking on,
/// files of ours without ids are added again.
/// </remarks>
internal sealed class MergeActions(MergeSides sides, TableDefinition definition, IReadOnlyList<DeltaAction> marks, TableMergeOptions options, DeltaContext context)
{
    /// <summary>The version that adds and removes files.</summary>
    /// <param name="taken">Files of theirs.</param>
    /// <param name="joined">Files of ours with vectors made here.</param>
    /// <param name="removed">Files of ours that go.</param>
    /// <param name="keepsIds">True where files of theirs keep their row ids.</param>
    /// <param name="again">Files of ours that stay, with other row ids; null for none.</param>
    public TableMergeOutcome OfFiles(
        IReadOnlyList<AddFile> taken, IReadOnlyList<AddFile> joined, IReadOnlyList<AddFile> removed, bool keepsIds = false, IReadOnlyList<AddFile>? again = null)
    {
        var files = sides.Ours.State.Files;
        List<AddFile> added = [.. taken.Select(file => Restated(file, keepsIds)), .. joined];
        var touched = added.Concat(removed).Select(file => FilePath.Decode(file.Path)).ToHashSet(StringComparer.Ordinal);
        var now = context.Time.GetUtcNow();
        DeltaAction[] actions =
        [
            .. definition.Since(TableDefinition.Of(sides.Ours)), .. marks, .. Tracked(touched), .. again ?? [], .. added,
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
            Transaction = Transaction(Marked(actions), metrics),
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
        return new TableMergeOutcome { Transaction = Transaction(Marked(actions), new(rows.Info.OperationMetrics, StringComparer.Ordinal)) };
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

    private AddFile Restated(AddFile file, bool keepsIds)
    {
        if (sides.Ours.State.Files.PlaceOf(FileKey.Of(file.Path)) is var (block, row))
        {
            var mine = block[row];
            return file with { DataChange = true, BaseRowId = mine.BaseRowId, DefaultRowCommitVersion = mine.DefaultRowCommitVersion };
        }

        return file with
        {
            DataChange = true,
            BaseRowId = keepsIds ? file.BaseRowId : null,
            DefaultRowCommitVersion = keepsIds && file.DefaultRowCommitVersion <= sides.Base.Version ? file.DefaultRowCommitVersion : null,
        };
    }

    // Files of the others may hold ids up to their marks, and come with this version or a later one.
    private DeltaAction[] Marked(DeltaAction[] actions) =>
        actions.Length > 0 && RowTracking.IsSupported(definition.Protocol, definition.Metadata)
        && Math.Max(RowTracking.MarkOf(sides.Base), RowTracking.MarkOf(sides.Theirs)) is var mark && mark > RowTracking.MarkOf(sides.Ours)
            ? [.. actions, RowTracking.DomainOf(mark)]
            : actions;

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
