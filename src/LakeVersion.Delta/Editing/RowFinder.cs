using LakeVersion.Delta.Actions;
using LakeVersion.Delta.DeletionVectors;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Editing;

/// <summary>Finds the rows that an edit changes, file by file, by the columns alone that it takes to judge them.</summary>
internal sealed class RowFinder(DeltaSnapshot snapshot, DeltaContext context, IRowEdit edit)
{
    // Some hide the store's latency, the others use the cores.
    private const int FilesAtOnce = 4;

    /// <summary>The files that may hold such rows, in reading order.</summary>
    public IReadOnlyList<AddFile> Candidates { get; } = FilePruner.Prune(snapshot, edit.Candidates);

    /// <summary>The files that do, in reading order.</summary>
    public async ValueTask<IReadOnlyList<TouchedFile>> FindAsync(CancellationToken cancellationToken)
    {
        var plan = new ScanPlan(snapshot, edit.Columns, edit.Candidates);
        var scan = new FileScan(new FileLocator(snapshot.Folder, context.AbsoluteFiles), context.Parquet, plan);
        var pruner = edit.DeletesCandidates ? new FilePruner(edit.Candidates, snapshot.TableSchema, snapshot.PartitionColumns) : null;
        var found = new TouchedFile?[Candidates.Count];
        await context.Background.ForAsync(found.Length, FilesAtOnce, async (i, stop) =>
        {
            var file = Candidates[i];
            found[i] = pruner?.MustPass(file) == true
                ? new TouchedFile(file, file.RowCount, null, file.RowCount - (file.DeletionVector?.Cardinality ?? 0), 0)
                : await FindAsync(scan, file, stop).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        return [.. found.OfType<TouchedFile>()];
    }

    private async ValueTask<TouchedFile?> FindAsync(FileScan scan, AddFile file, CancellationToken cancellationToken)
    {
        var rows = new RowMarks();
        var (count, deleted, updated) = (0L, 0L, 0L);
        await foreach (var placed in scan.ReadPlacedAsync(ScanFile.Of(file), rowCount => count = rowCount, cancellationToken).ConfigureAwait(false))
        {
            using var batch = placed.Batch;
            var verdict = edit.Judge(batch, placed.Left);
            rows.Add(placed.First, verdict.Deleted);
            rows.Add(placed.First, verdict.Updated);
            deleted += verdict.Deleted.Length;
            updated += verdict.Updated.Length;
        }

        return rows.Count == 0 ? null : new TouchedFile(file, count, rows, deleted, updated);
    }
}
