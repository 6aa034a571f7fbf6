using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Altering;

/// <summary>Gives a column, or a field within one, another name. No file is rewritten, which needs mapped columns.</summary>
/// <param name="column">The column, as <c>trip.origin</c>; within lists and maps by <c>element</c>, <c>key</c> and <c>value</c>.</param>
/// <param name="name">Its new name.</param>
public sealed class RenameColumn(ColumnPath column, string name) : ITableChange
{
    /// <inheritdoc/>
    public CommitOptions Commit { get; init; } = new();

    /// <inheritdoc/>
    public string Request => $"rename {column} to {ColumnPath.Of(name)}";

    /// <inheritdoc/>
    /// <exception cref="LakeException">Invalid: no such column, or a name that is taken or none. Refused: columns are not mapped, or an
    /// expression of the table uses the column; the message says which.</exception>
    public ValueTask<DeltaTransaction> PrepareAsync(
        IObjectStore folder, DeltaContext context, DeltaSnapshot current, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(current);
        AlterRules.CheckMapped(current, "renamed");
        var path = SchemaEdit.Resolve(current.TableSchema, AlterRules.OfField(current.TableSchema, column));
        ColumnUse.CheckExpressions(current, path);
        var schema = SchemaEdit.Siblings(current.TableSchema, column, fields =>
        {
            var index = SchemaEdit.IndexOf(fields, column);
            List<DeltaField> others = [.. fields.Take(index), .. fields.Skip(index + 1)];
            AlterRules.CheckNew(others, name, column);
            return [.. fields.Take(index), fields[index] with { Name = name }, .. fields.Skip(index + 1)];
        });
        var partitions = current.PartitionColumns.Select(partition => column.Names.Count == 1 && partition == column.Names[0] ? name : partition).ToList();
        var changed = TableDefinition.Of(current).With(schema, context, partitions);
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["oldColumnPath"] = column.ToString(),
            ["newColumnPath"] = ColumnPath.Of([.. column.Names.SkipLast(1), name]).ToString(),
        };
        return ValueTask.FromResult(DefinitionCommit.Of(current, changed, "RENAME COLUMN", parameters, context, Commit));
    }
}
