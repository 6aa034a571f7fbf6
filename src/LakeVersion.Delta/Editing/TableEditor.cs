using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Changes;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.DeletionVectors;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Statistics;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Editing;

/// <summary>Makes an edit of rows: finds them, writes what they turn into, and says what to commit.</summary>
/// <remarks>
/// 1. Rows are found by the columns that judge them. 2. A file without rows that stay is removed. 3. Of another one the rows that change
/// are deleted by a vector where the table has vectors (<c>delta.enableDeletionVectors</c>); else it is replaced, and the rows that stay
/// are written again. 4. New values and new rows go into new files. 5. Where changes are recorded and the files alone would not tell
/// them (a row was updated, or written again), change data files tell all of them.
/// </remarks>
internal sealed class TableEditor(IObjectStore folder, DeltaContext context, DeltaSnapshot snapshot, DataFileOptions options)
{
    private readonly bool usesVectors = TableFeatures.WritesVectors(snapshot.Protocol, snapshot.Metadata);

    /// <summary>Makes the edit.</summary>
    /// <param name="edit">What becomes of the table's rows.</param>
    /// <param name="inserts">The rows that come new, asked for once the table's rows are judged; null for none.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async ValueTask<EditOutcome> RunAsync(IRowEdit edit, Func<IEnumerable<RecordBatch>>? inserts, CancellationToken cancellationToken)
    {
        var finder = new RowFinder(snapshot, context, edit);
        var touched = await finder.FindAsync(cancellationToken).ConfigureAwait(false);
        var rows = new DataFileWriter(folder, context, KeptRowIds.SchemaOf(snapshot), snapshot.Metadata, options);
        await using (rows.ConfigureAwait(false))
        {
            var changes = TellsChanges(touched) ? new ChangeWriter(folder, context, snapshot, options) : null;
            try
            {
                var rewriter = new RowRewriter(snapshot, context, edit, rows, changes);
                foreach (var file in touched)
                {
                    await rewriter.WriteAsync(file, copiesRest: !usesVectors && !file.IsWhole, cancellationToken).ConfigureAwait(false);
                }

                var inserted = inserts is null ? 0 : await InsertAsync(inserts(), rows, changes, cancellationToken).ConfigureAwait(false);
                var added = await rows.FinishAsync(cancellationToken).ConfigureAwait(false);
                IReadOnlyList<ChangeDataFile> told = changes is null ? [] : await changes.FinishAsync(cancellationToken).ConfigureAwait(false);
                var marked = await MarkAsync(touched, cancellationToken).ConfigureAwait(false);
                var (now, table) = (context.Time.GetUtcNow(), TableDefinition.Of(snapshot));
                return new EditOutcome(
                    [.. rows.Marked(table).Since(table), .. added, .. marked, .. touched.Select(file => RemoveFile.Of(file.File, now)), .. told],
                    Reads(finder.Candidates, edit),
                    Figures(touched, added, marked, told) with { Copied = rewriter.Copied, Inserted = inserted });
            }
            finally
            {
                if (changes is not null)
                {
                    await changes.DisposeAsync().ConfigureAwait(false);
                }
            }
        }
    }

    // Rule 5.
    private bool TellsChanges(IReadOnlyList<TouchedFile> touched) => TableFeatures.RecordsChanges(snapshot.Protocol, snapshot.Metadata)
        && touched.Any(file => file.Updated > 0 || (!usesVectors && !file.IsWhole));

    private async ValueTask<long> InsertAsync(
        IEnumerable<RecordBatch> batches, DataFileWriter rows, ChangeWriter? changes, CancellationToken cancellationToken)
    {
        var inserted = 0L;
        foreach (var batch in batches)
        {
            inserted += batch.Length;
            if (snapshot.TableSchema.Fields.FirstOrDefault(field => RuleKeys.IsGivenAlways(field) && batch.Schema.GetFieldIndex(field.Name) >= 0) is { } identity)
            {
                throw LakeException.Invalid($"Column '{identity.Name}' of {folder.Name} is an identity, whose values only the table gives: new rows leave it out.");
            }

            var complete = rows.Complete(batch);
            await rows.AddAsync(complete, cancellationToken).ConfigureAwait(false);
            if (changes is not null)
            {
                await changes.AddAsync(ChangeColumns.Insert, complete, cancellationToken).ConfigureAwait(false);
            }
        }

        return inserted;
    }

    // Rule 3: the files that go on with another vector.
    private async ValueTask<IReadOnlyList<AddFile>> MarkAsync(IReadOnlyList<TouchedFile> touched, CancellationToken cancellationToken)
    {
        var stored = new VectorReader(new FileLocator(folder, context.AbsoluteFiles));
        var writer = new VectorWriter(folder, context);
        var marked = new List<AddFile>();
        foreach (var file in touched.Where(file => usesVectors && !file.IsWhole))
        {
            if (file.File.DeletionVector is { } before)
            {
                file.Rows!.Add(await stored.ReadAsync(before, file.File.Path, cancellationToken).ConfigureAwait(false));
            }

            marked.Add(file.File with
            {
                DataChange = true,
                DeletionVector = await writer.AddAsync(file.Rows!, cancellationToken).ConfigureAwait(false),
                Stats = WideStatistics.Of(file.File.Stats, file.RowCount!.Value),
            });
        }

        await writer.StoreAsync(cancellationToken).ConfigureAwait(false);
        return marked;
    }

    private static TransactionReads Reads(IReadOnlyList<AddFile> candidates, IRowEdit edit) => new()
    {
        Predicates = [edit.Candidates],
        Files = candidates.Select(file => FilePath.Decode(file.Path)).ToHashSet(StringComparer.Ordinal),
    };

    private static EditFigures Figures(
        IReadOnlyList<TouchedFile> touched, IReadOnlyList<AddFile> added, IReadOnlyList<AddFile> marked, IReadOnlyList<ChangeDataFile> told)
    {
        var kept = marked.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var removed = touched.Where(file => !kept.Contains(file.File.Path)).ToList();
        var replaced = touched.Count(file => kept.Contains(file.File.Path) && file.File.DeletionVector is not null);
        return new EditFigures
        {
            Deleted = touched.Aggregate((long?)0, (sum, file) => sum + file.Deleted),
            Updated = touched.Sum(file => file.Updated),
            AddedFiles = added.Count,
            AddedBytes = added.Sum(file => file.Size),
            RemovedFiles = removed.Count,
            RemovedBytes = removed.Sum(file => file.File.Size),
            VectorsAdded = marked.Count - replaced,
            VectorsUpdated = replaced,
            VectorsRemoved = removed.Count(file => file.File.DeletionVector is not null),
            ChangeFiles = told.Count,
        };
    }
}
