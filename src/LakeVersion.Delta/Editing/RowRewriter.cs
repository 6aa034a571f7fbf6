using Apache.Arrow;
using LakeVersion.Delta.Changes;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Kernels;

namespace LakeVersion.Delta.Editing;

/// <summary>Writes what touched files turn into: new values of rows, and, where files are replaced, the rows that stay.</summary>
/// <param name="snapshot">The table.</param>
/// <param name="context">Engine, clock and ids.</param>
/// <param name="edit">What becomes of rows.</param>
/// <param name="rows">Where rows of the table go.</param>
/// <param name="changes">Where rows go that tell of changes; null for nowhere.</param>
internal sealed class RowRewriter(DeltaSnapshot snapshot, DeltaContext context, IRowEdit edit, DataFileWriter rows, ChangeWriter? changes)
{
    private readonly KeptRowIds? kept = KeptRowIds.Of(snapshot);
    private readonly FileLocator locator = new(snapshot.Folder, context.AbsoluteFiles);

    /// <summary>How many rows were written again as they were.</summary>
    public long Copied { get; private set; }

    /// <summary>Writes what a file turns into.</summary>
    /// <param name="file">The file.</param>
    /// <param name="copiesRest">True where the rows that stay are written too.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async ValueTask WriteAsync(TouchedFile file, bool copiesRest, CancellationToken cancellationToken)
    {
        if (!copiesRest && file.Updated == 0 && changes is null)
        {
            return;
        }

        // With the rows that stay no row is left out; else row groups without candidates are.
        var plan = new ScanPlan(snapshot, null, copiesRest ? new Truth(true) : edit.Candidates, kept?.Fields);
        var scan = new FileScan(locator, context.Parquet, plan);
        await foreach (var placed in scan.ReadPlacedAsync(ScanFile.Of(file.File), null, cancellationToken).ConfigureAwait(false))
        {
            using var read = placed.Batch;
            var batch = kept?.Fill(read, file.File, placed.First) ?? read;
            var left = placed.Left;
            var touched = System.Array.FindAll(left, row => file.IsTouched(placed.First + row));
            if (copiesRest && touched.Length < left.Length)
            {
                await CopyAsync(batch, touched.Length == 0 ? left : System.Array.FindAll(left, row => !file.IsTouched(placed.First + row)), cancellationToken).ConfigureAwait(false);
            }

            if (touched.Length > 0)
            {
                await EditAsync(batch, edit.Judge(Visible(batch), touched), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask CopyAsync(RecordBatch batch, int[] staying, CancellationToken cancellationToken)
    {
        Copied += staying.Length;
        await rows.CopyAsync(staying.Length == batch.Length ? batch : BatchRows.Take(batch, staying), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask EditAsync(RecordBatch batch, RowVerdict verdict, CancellationToken cancellationToken)
    {
        if (changes is not null && verdict.Deleted.Length > 0)
        {
            await changes.AddAsync(ChangeColumns.Delete, BatchRows.Take(batch, verdict.Deleted), cancellationToken).ConfigureAwait(false);
        }

        if (verdict.Updated.Length == 0)
        {
            return;
        }

        var tracked = BatchRows.Take(batch, verdict.Updated);
        var old = Visible(tracked);
        var renewed = rows.Complete(edit.Renew(old, verdict.Details));
        await rows.AddAsync(kept?.Renewed(renewed, tracked) ?? renewed, cancellationToken).ConfigureAwait(false);
        if (changes is not null)
        {
            await changes.AddAsync(ChangeColumns.Before, old, cancellationToken).ConfigureAwait(false);
            await changes.AddAsync(ChangeColumns.After, renewed, cancellationToken).ConfigureAwait(false);
        }
    }

    // Ids are nobody's business but the files'.
    private RecordBatch Visible(RecordBatch batch) => kept is null ? batch : KeptRowIds.Without(batch);
}
