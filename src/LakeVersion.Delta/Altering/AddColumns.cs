using System.Text.Json;
using Apache.Arrow;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Altering;

/// <summary>Adds columns, which are null in the rows that are there. The protocol is raised where a type needs it.</summary>
/// <param name="columns">The columns, each added to what the ones before made.</param>
public sealed class AddColumns(params IReadOnlyList<NewColumn> columns) : ITableChange
{
    /// <inheritdoc/>
    public CommitOptions Commit { get; init; } = new();

    /// <inheritdoc/>
    public string Request => $"add columns {string.Join(", ", columns.Select(Text))}";

    /// <inheritdoc/>
    /// <exception cref="LakeException">Invalid: a name that is taken or none, or no such place. Unsupported: a type that tables do not have.</exception>
    public ValueTask<DeltaTransaction> PrepareAsync(
        IObjectStore folder, DeltaContext context, DeltaSnapshot current, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(current);
        TableFeatures.CheckWritable(current.Protocol, current.Metadata, current.TableSchema, current.Folder.Name);
        var schema = current.TableSchema;
        foreach (var column in columns)
        {
            schema = Add(schema, column);
        }

        SchemaRules.Check(schema, current.PartitionColumns);
        var changed = TableDefinition.Of(current).With(schema, context);
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal) { ["columns"] = CommitFacts.Names([.. columns.Select(Text)]) };
        return ValueTask.FromResult(DefinitionCommit.Of(current, changed, "ADD COLUMNS", parameters, context, Commit));
    }

    private static DeltaStruct Add(DeltaStruct schema, NewColumn column)
    {
        // Through a schema of its own, which checks names and types on all levels.
        var field = ArrowSchemas.FromArrow(new Schema([column.Field], null)).Fields[0] with { Nullable = true };
        if (column.Comment is { } comment)
        {
            field = field with { Metadata = new Dictionary<string, string>(field.Metadata, StringComparer.Ordinal) { ["comment"] = $"\"{JsonEncodedText.Encode(comment)}\"" } };
        }

        var path = ColumnPath.Of([.. column.Parent?.Names ?? [], field.Name]);
        return SchemaEdit.Siblings(schema, path, fields =>
        {
            AlterRules.CheckNew(fields, field.Name, path);
            return SchemaEdit.Place(fields, field, column.Position);
        });
    }

    private static string Text(NewColumn column) =>
        $"{ColumnPath.Of([.. column.Parent?.Names ?? [], column.Field.Name])} {ArrowSchemas.FromArrow(column.Field.DataType, column.Field.Name).Text}"
        + (column.Position is not { } position ? "" : position.After is null ? " first" : $" after {ColumnPath.Of(position.After)}")
        + (column.Comment is { } comment ? $" comment '{comment}'" : "");
}
