using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Writing;

/// <summary>Prepares an append: stores the rows as data files. What it returns is committed, or staged, by the caller.</summary>
/// <param name="folder">The table's folder.</param>
/// <param name="context">Engine, clock and ids.</param>
public sealed class TableAppender(IObjectStore folder, DeltaContext context)
{
    /// <summary>Rows at the end of the table's files. Nothing of the table is read, so other appends never conflict.</summary>
    /// <param name="snapshot">The table.</param>
    /// <param name="batches">The rows; columns in any order, missing nullable ones read as null. Batches stay the caller's.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="LakeException">Invalid: rows that do not fit. Unsupported: a table that this version does not write.</exception>
    public async ValueTask<DeltaTransaction> PrepareAsync(
        DeltaSnapshot snapshot, IAsyncEnumerable<RecordBatch> batches, AppendOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(options);
        TableFeatures.CheckWritable(snapshot.Protocol, snapshot.Metadata, snapshot.TableSchema, folder.Name);
        if (IsApplied(snapshot, options.Application))
        {
            return Transaction(snapshot, options, [], []) with { WasApplied = true };
        }

        var source = await BatchSource.OpenAsync(batches, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            var plan = source.Schema is { } written
                ? WritePlan.Make(snapshot.TableSchema, written, options.MergeSchema, name => options.MergeSchema && snapshot.WidensTypes && !snapshot.PartitionColumns.Contains(name))
                : new WritePlan(snapshot.TableSchema, AddsColumns: false);
            TableProperties.CheckAllowed(plan.Schema, snapshot.Protocol);
            var before = TableDefinition.Of(snapshot);
            var table = plan.AddsColumns ? before.With(plan.Schema, context) : before;
            var writer = new DataFileWriter(folder, context, table.Schema, table.Metadata, options.Files);
            await using (writer.ConfigureAwait(false))
            {
                var files = await writer.WriteAsync(source.ReadAsync(), cancellationToken).ConfigureAwait(false);
                return Transaction(snapshot, options, files, [.. writer.Marked(table).Since(before)]);
            }
        }
    }

    /// <summary>True where the table holds this batch of the application, or a later one.</summary>
    internal static bool IsApplied(DeltaSnapshot snapshot, ApplicationBatch? batch) =>
        batch is not null && snapshot.Transactions.TryGetValue(batch.AppId, out var done) && done.Version >= batch.Version;

    private DeltaTransaction Transaction(
        DeltaSnapshot snapshot, AppendOptions options, IReadOnlyList<AddFile> files, IReadOnlyList<DeltaAction> definition)
    {
        var isolation = TableRebase.IsolationOf(snapshot);
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["mode"] = "Append",
            ["partitionBy"] = CommitFacts.Names(snapshot.PartitionColumns),
        };
        return new DeltaTransaction
        {
            ReadSnapshot = snapshot,
            Reads = options.Application is { } application
                ? new TransactionReads { AppIds = new HashSet<string>(StringComparer.Ordinal) { application.AppId } }
                : TransactionReads.Nothing,
            Actions = [.. definition, .. CommitFacts.Txn(options.Application, context.Time.GetUtcNow()), .. files],
            Info = CommitFacts.Info(context, "WRITE", parameters, CommitFacts.Written(files), isolation, isBlindAppend: true, options.Commit),
            Isolation = isolation,
        };
    }
}
