using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Writing;

/// <summary>Prepares the first version of a table. What it returns is committed, or staged, by the caller.</summary>
/// <param name="folder">The table's folder.</param>
/// <param name="context">Engine, clock and ids.</param>
public sealed class TableCreator(IObjectStore folder, DeltaContext context)
{
    /// <summary>An empty table, or one with rows from its first version on.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="options">Partitioning, properties, provenance.</param>
    /// <param name="rows">The first rows, which fit the schema; null for none.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="LakeException">Invalid or Unsupported: a column, partitioning or property; the message names it.</exception>
    public async ValueTask<DeltaTransaction> PrepareAsync(
        Schema schema, CreateOptions options, IAsyncEnumerable<RecordBatch>? rows = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(options);
        var columns = ArrowSchemas.FromArrow(schema);
        SchemaRules.Check(columns, options.PartitionColumns);
        var table = TableDefinition.New(new MetadataAction
        {
            Id = context.NewGuid().ToString("D"),
            Name = options.Name,
            Description = options.Description,
            SchemaString = "",
            PartitionColumns = options.PartitionColumns,
            Configuration = TableProperties.Of(options.Properties),
            CreatedTime = context.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        }, columns, context);
        RowRules.Of(table.Schema, table.Metadata, context.Time.GetUtcNow(), RuleFaults.Asked("The new table"));
        IReadOnlyList<AddFile> files = [];
        if (rows is not null)
        {
            (files, table) = await WriteAsync(rows, table, options, cancellationToken).ConfigureAwait(false);
        }

        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["partitionBy"] = CommitFacts.Names(options.PartitionColumns),
            ["description"] = options.Description,
            ["isManaged"] = "false",
        };
        return new DeltaTransaction
        {
            ReadSnapshot = null,
            Reads = TransactionReads.Nothing,
            Actions = [table.Protocol, table.Metadata, .. CommitFacts.Txn(options.Application, context.Time.GetUtcNow()), .. files],
            Info = CommitFacts.Info(
                context, rows is null ? "CREATE TABLE" : "CREATE TABLE AS SELECT", parameters, rows is null ? [] : CommitFacts.Written(files),
                IsolationLevel.Serializable, isBlindAppend: true, options.Commit),
            Isolation = IsolationLevel.Serializable,
        };
    }

    private async ValueTask<(IReadOnlyList<AddFile> Files, TableDefinition Table)> WriteAsync(
        IAsyncEnumerable<RecordBatch> rows, TableDefinition table, CreateOptions options, CancellationToken cancellationToken)
    {
        var source = await BatchSource.OpenAsync(rows, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            if (source.Schema is { } written)
            {
                WritePlan.Make(table.Schema, written, mergeSchema: false);
            }

            var writer = new DataFileWriter(folder, context, table.Schema, table.Metadata, options.Files);
            await using (writer.ConfigureAwait(false))
            {
                var files = await writer.WriteAsync(source.ReadAsync(), cancellationToken).ConfigureAwait(false);
                return (files, writer.Marked(table));
            }
        }
    }
}
