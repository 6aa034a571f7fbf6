using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Altering;

/// <summary>Takes columns, or fields within them, out of a table. No file is rewritten, which needs mapped columns: what files hold of
/// them is no longer read, and a column that gets the name later is another one.</summary>
/// <param name="columns">The columns, as <c>trip.origin</c>.</param>
public sealed class DropColumns(params IReadOnlyList<ColumnPath> columns) : ITableChange
{
    /// <inheritdoc/>
    public CommitOptions Commit { get; init; } = new();

    /// <inheritdoc/>
    public string Request => $"drop columns {string.Join(", ", columns)}";

    /// <inheritdoc/>
    /// <exception cref="LakeException">Invalid: no such column, or none would be left. Refused: columns are not mapped, or a constraint,
    /// another column, the partitioning or the clustering uses one; the message says which.</exception>
    public ValueTask<DeltaTransaction> PrepareAsync(
        IObjectStore folder, DeltaContext context, DeltaSnapshot current, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(current);
        AlterRules.CheckMapped(current, "dropped");
        var schema = current.TableSchema;
        foreach (var column in columns)
        {
            Check(current, column);
            schema = SchemaEdit.Siblings(schema, column, fields =>
            {
                var index = SchemaEdit.IndexOf(fields, column);
                return fields.Count > 1
                    ? [.. fields.Take(index), .. fields.Skip(index + 1)]
                    : throw LakeException.Invalid($"Column '{column}' is the last one; a table, and a struct, keeps at least one.");
            });
        }

        SchemaRules.Check(schema, current.PartitionColumns);
        var changed = TableDefinition.Of(current).With(schema, context);
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal) { ["columns"] = CommitFacts.Names([.. columns.Select(column => column.ToString())]) };
        return ValueTask.FromResult(DefinitionCommit.Of(current, changed, "DROP COLUMNS", parameters, context, Commit));
    }

    // Fields within it go with it, so what uses them counts too.
    private static void Check(DeltaSnapshot current, ColumnPath column)
    {
        var path = SchemaEdit.Resolve(current.TableSchema, AlterRules.OfField(current.TableSchema, column));
        ColumnUse.CheckLayout(current, path);
        ColumnUse.CheckExpressions(current, path);
        foreach (var (_, inner) in SchemaRules.Fields(path[^1].Type, ""))
        {
            ColumnUse.CheckExpressions(current, [.. path, inner]);
        }
    }
}
