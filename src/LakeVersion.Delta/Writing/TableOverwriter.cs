using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Writing;

/// <summary>Prepares the replacement of all rows. What it returns is committed, or staged, by the caller.</summary>
/// <param name="folder">The table's folder.</param>
/// <param name="context">Engine, clock and ids.</param>
public sealed class TableOverwriter(IObjectStore folder, DeltaContext context)
{
    /// <summary>New rows in place of all that the snapshot holds, or of those that the options name; the old files stay for older versions.</summary>
    /// <param name="snapshot">The table. What is replaced counts as read, so rows that others add there since conflict.</param>
    /// <param name="batches">The new rows. Batches stay the caller's.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="LakeException">Invalid: rows that do not fit. Refused: the table is append-only. Unsupported: a table that
    /// this version does not write.</exception>
    public async ValueTask<DeltaTransaction> PrepareAsync(
        DeltaSnapshot snapshot, IAsyncEnumerable<RecordBatch> batches, OverwriteOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(options);
        TableFeatures.CheckWritable(snapshot.Protocol, snapshot.Metadata, snapshot.TableSchema, folder.Name);
        CheckRemovable(snapshot, folder);
        if (TableAppender.IsApplied(snapshot, options.Application))
        {
            return Transaction(snapshot, TableDefinition.Of(snapshot), options, []) with { WasApplied = true };
        }

        var source = await BatchSource.OpenAsync(batches, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            if (options.ReplaceWhere is not null || options.DynamicPartitions)
            {
                return await new PartialOverwriter(folder, context, snapshot, options).PrepareAsync(source, cancellationToken).ConfigureAwait(false);
            }

            var table = NewDefinition(snapshot, source.Schema, options);
            var writer = new DataFileWriter(folder, context, table.Schema, table.Metadata, options.Files);
            await using (writer.ConfigureAwait(false))
            {
                var files = await writer.WriteAsync(source.ReadAsync(), cancellationToken).ConfigureAwait(false);
                return Transaction(snapshot, writer.Marked(table), options, files);
            }
        }
    }

    /// <exception cref="LakeException">Refused: the table is append-only.</exception>
    internal static void CheckRemovable(DeltaSnapshot snapshot, IObjectStore folder)
    {
        if (TableFeatures.IsAppendOnly(snapshot.Protocol, snapshot.Metadata))
        {
            throw LakeException.Refused($"{folder.Name} is append-only (property delta.appendOnly): its rows cannot be removed.");
        }
    }

    private TableDefinition NewDefinition(DeltaSnapshot snapshot, Schema? written, OverwriteOptions options)
    {
        if (!options.OverwriteSchema && options.PartitionColumns is not null)
        {
            throw LakeException.Invalid("New partition columns need OverwriteSchema.");
        }

        if (written is null)
        {
            return TableDefinition.Of(snapshot);
        }

        var schema = options.OverwriteSchema
            ? ArrowSchemas.FromArrow(written)
            : WritePlan.Make(snapshot.TableSchema, written, options.MergeSchema, name => options.MergeSchema && snapshot.WidensTypes && !snapshot.PartitionColumns.Contains(name)).Schema;
        var partitionColumns = options.PartitionColumns ?? snapshot.PartitionColumns;
        TableProperties.CheckAllowed(schema, snapshot.Protocol);
        if (ReferenceEquals(schema, snapshot.TableSchema))
        {
            return TableDefinition.Of(snapshot);
        }

        // Columns of a replaced schema are new ones, whatever their names: files know them by names of their own.
        SchemaRules.Check(schema, partitionColumns);
        return TableDefinition.Of(snapshot).With(schema, context, partitionColumns);
    }

    private DeltaTransaction Transaction(DeltaSnapshot snapshot, TableDefinition table, OverwriteOptions options, IReadOnlyList<AddFile> files)
    {
        var isolation = TableRebase.IsolationOf(snapshot);
        var now = context.Time.GetUtcNow();
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["mode"] = "Overwrite",
            ["partitionBy"] = CommitFacts.Names(table.Metadata.PartitionColumns),
        };
        var metrics = CommitFacts.Written(files);
        metrics["numRemovedFiles"] = CommitFacts.Number(snapshot.Files.Count);
        metrics["numRemovedBytes"] = CommitFacts.Number(snapshot.Files.Sum(file => file.Size));
        return new DeltaTransaction
        {
            ReadSnapshot = snapshot,
            Reads = TransactionReads.Table,
            Actions = [.. table.Since(TableDefinition.Of(snapshot)), .. CommitFacts.Txn(options.Application, now), .. files, .. snapshot.Files.Select(file => RemoveFile.Of(file, now))],
            Info = CommitFacts.Info(context, "WRITE", parameters, metrics, isolation, isBlindAppend: false, options.Commit),
            Isolation = isolation,
        };
    }
}
