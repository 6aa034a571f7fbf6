using System.Runtime.CompilerServices;
using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Editing;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Optimizing;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Kernels;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Erasing;

/// <summary>Writes files anew without the rows that pass a test, and without those that deletion vectors hide in them.</summary>
/// <remarks>
/// 1. Rows are never marked by vectors: they would stay in the files. 2. The version says neither the test nor any value: what it removes
/// stands there without statistics, tags and partition values. 3. It has no changes to read, as these would be the rows; where the table records changes, an empty
/// file of changes says so, since readers would else take them from the files that it removes. 4. A version is made in any case: a log
/// can begin anew at it.
/// </remarks>
/// <param name="rows">The rows.</param>
/// <param name="files">The files to write anew, by their names (<see cref="FilePath.Decode"/>).</param>
/// <param name="digest">What stands in the log for the test.</param>
/// <param name="options">What the commit remembers; null for nothing.</param>
public sealed class EraseRows(Predicate rows, IReadOnlySet<string> files, string digest, CommitOptions? options = null) : ITableChange
{
    /// <summary>The operation, as the log names it.</summary>
    public const string Operation = "ERASE ROWS";

    private long kept;

    /// <inheritdoc/>
    public string Request => $"erase rows {digest}";

    /// <inheritdoc/>
    public CommitOptions Commit { get; } = options ?? new CommitOptions();

    /// <inheritdoc/>
    /// <exception cref="LakeException">Invalid: the test does not fit the table. Refused: the table is append-only. Unsupported: a table that
    /// this version does not write. Corrupt: a file is damaged or gone.</exception>
    public async ValueTask<DeltaTransaction> PrepareAsync(
        IObjectStore folder, DeltaContext context, DeltaSnapshot current, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(current);
        EditRules.CheckChangeable(current, folder);
        RowFilter.Check(rows, current.Schema);
        kept = 0;
        var removed = current.Files.Where(file => files.Contains(FilePath.Decode(file.Path))).ToList();
        var writer = new DataFileWriter(folder, context, KeptRowIds.SchemaOf(current), current.Metadata, new DataFileOptions()) { HoldsOldRows = true };
        await using (writer.ConfigureAwait(false))
        {
            var added = await writer.WriteAsync(StayingAsync(current, context, removed, cancellationToken), cancellationToken).ConfigureAwait(false);
            IReadOnlyList<ChangeDataFile> told = removed.Count > 0 && TableFeatures.RecordsChanges(current.Protocol, current.Metadata)
                ? [await ChangeWriter.NothingAsync(folder, context, current, cancellationToken).ConfigureAwait(false)]
                : []; // 3
            var now = context.Time.GetUtcNow();
            var isolation = TableRebase.IsolationOf(current);
            return new DeltaTransaction
            {
                ReadSnapshot = current,
                Reads = new TransactionReads { Files = removed.Select(file => FilePath.Decode(file.Path)).ToHashSet(StringComparer.Ordinal) },
                Actions = [.. added, .. removed.Select(file => RemoveFile.Of(file, now) with { Tags = null, PartitionValues = null, ExtendedFileMetadata = false }), .. told], // 2
                Info = CommitFacts.Info(context, Operation, new(StringComparer.Ordinal) { ["predicateDigest"] = digest }, Metrics(removed, added), isolation, isBlindAppend: false, Commit),
                Isolation = isolation,
            };
        }
    }

    private async IAsyncEnumerable<RecordBatch> StayingAsync(
        DeltaSnapshot current, DeltaContext context, IReadOnlyList<AddFile> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in GroupRows.ReadAsync(current, context, read, null, cancellationToken).ConfigureAwait(false))
        {
            var passing = RowFilter.Select(batch, rows);
            var staying = passing.Length == 0 ? batch : BatchRows.Take(batch, [.. Enumerable.Range(0, batch.Length).Except(passing)]);
            if (staying.Length > 0)
            {
                kept += staying.Length;
                yield return staying;
            }
        }
    }

    private Dictionary<string, string?> Metrics(List<AddFile> removed, IReadOnlyList<AddFile> added)
    {
        var metrics = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["numAddedFiles"] = CommitFacts.Number(added.Count),
            ["numAddedBytes"] = CommitFacts.Number(added.Sum(file => file.Size)),
            ["numRemovedFiles"] = CommitFacts.Number(removed.Count),
            ["numRemovedBytes"] = CommitFacts.Number(removed.Sum(file => file.Size)),
            ["numCopiedRows"] = CommitFacts.Number(kept),
        };
        var before = removed.Aggregate((long?)0, (sum, file) => sum + (file.RowCount - (file.DeletionVector?.Cardinality ?? 0)));
        if (before is { } counted)
        {
            metrics["numDeletedRows"] = CommitFacts.Number(counted - kept);
        }

        return metrics;
    }
}
