using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Editing;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Partitions;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Writing;

/// <summary>Prepares the replacement of some rows: of those that pass a test, or of the partitions that appear in the new rows.</summary>
/// <remarks>The table's columns are not changed by it. What is replaced counts as read.</remarks>
internal sealed class PartialOverwriter(IObjectStore folder, DeltaContext context, DeltaSnapshot snapshot, OverwriteOptions options)
{
    /// <exception cref="LakeException">Invalid: options that exclude each other, rows that do not fit, or that do not pass the test.</exception>
    public ValueTask<DeltaTransaction> PrepareAsync(BatchSource source, CancellationToken cancellationToken)
    {
        if (options.OverwriteSchema || options.MergeSchema || options.PartitionColumns is not null || (options.ReplaceWhere is not null && options.DynamicPartitions))
        {
            throw LakeException.Invalid("ReplaceWhere and DynamicPartitions exclude each other, and OverwriteSchema, MergeSchema and PartitionColumns: rows that stay need the columns that they have.");
        }

        if (source.Schema is { } written)
        {
            WritePlan.Make(snapshot.TableSchema, written, mergeSchema: false);
        }

        return options.ReplaceWhere is { } rows
            ? ReplaceAsync(rows, source, cancellationToken)
            : ReplacePartitionsAsync(source, cancellationToken);
    }

    private async ValueTask<DeltaTransaction> ReplaceAsync(Predicate rows, BatchSource source, CancellationToken cancellationToken)
    {
        RowFilter.Check(rows, snapshot.Schema);
        var passing = new PassingRows(rows, snapshot.TableSchema);
        var editor = new TableEditor(folder, context, snapshot, options.Files);
        var outcome = await editor.RunAsync(new Deletion(rows), () => passing.ReadAsync(source.ReadAsync()), cancellationToken).ConfigureAwait(false);
        passing.Check(folder.Name);
        return Transaction(outcome.Actions, outcome.Reads, "predicate", EditFacts.Predicates(rows));
    }

    private async ValueTask<DeltaTransaction> ReplacePartitionsAsync(BatchSource source, CancellationToken cancellationToken)
    {
        if (snapshot.PartitionColumns.Count == 0)
        {
            throw LakeException.Invalid($"{folder.Name} has no partition columns, so no partition of it can be replaced. Overwrite all of it, or name the rows by ReplaceWhere.");
        }

        var table = TableDefinition.Of(snapshot);
        var writer = new DataFileWriter(folder, context, table.Schema, table.Metadata, options.Files);
        await using (writer.ConfigureAwait(false))
        {
            var added = await writer.WriteAsync(source.ReadAsync(), cancellationToken).ConfigureAwait(false);
            var partitions = Predicate.Any([.. added.Select(PartitionOf).DistinctBy(partition => partition.ToString())]);
            var removed = added.Count == 0 ? [] : FilePruner.Prune(snapshot, partitions);
            var now = context.Time.GetUtcNow();
            var reads = new TransactionReads
            {
                Predicates = added.Count == 0 ? [] : [partitions],
                Files = removed.Select(file => FilePath.Decode(file.Path)).ToHashSet(StringComparer.Ordinal),
            };
            List<DeltaAction> actions = [.. writer.Marked(table).Since(table), .. added, .. removed.Select(file => RemoveFile.Of(file, now))];
            return Transaction(actions, reads, "isDynamicPartitionOverwrite", "true");
        }
    }

    // The values of a file's partition columns as a test, which the partition alone decides.
    private Predicate PartitionOf(AddFile file) => Predicate.All([.. snapshot.PartitionColumns.Select(name =>
    {
        var column = snapshot.TableSchema.Find(name)!;
        return PartitionValue.Parse(file.PartitionValues.GetValueOrDefault(column.PhysicalName), column.Type, name) is { } value
            ? ColumnPath.Of(name).EqualTo(value)
            : ColumnPath.Of(name).IsNull();
    })]);

    private DeltaTransaction Transaction(IReadOnlyList<DeltaAction> actions, TransactionReads reads, string parameter, string value)
    {
        var isolation = TableRebase.IsolationOf(snapshot);
        var (added, removed) = (actions.OfType<AddFile>().ToList(), actions.OfType<RemoveFile>().ToList());
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["mode"] = "Overwrite",
            ["partitionBy"] = CommitFacts.Names(snapshot.PartitionColumns),
            [parameter] = value,
        };
        var metrics = CommitFacts.Written(added);
        metrics["numRemovedFiles"] = CommitFacts.Number(removed.Count);
        metrics["numRemovedBytes"] = CommitFacts.Number(removed.Sum(file => file.Size ?? 0));
        var batch = CommitFacts.Txn(options.Application, context.Time.GetUtcNow());
        return new DeltaTransaction
        {
            ReadSnapshot = snapshot,
            Reads = options.Application is { } application ? reads with { AppIds = new HashSet<string>(StringComparer.Ordinal) { application.AppId } } : reads,
            Actions = [.. batch, .. actions],
            Info = CommitFacts.Info(context, "WRITE", parameters, metrics, isolation, isBlindAppend: false, options.Commit),
            Isolation = isolation,
            IsUnchanged = actions.Count == 0 && options.Application is null,
        };
    }
}
