using System.Text.Json;
using Apache.Arrow.Types;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Altering;

/// <summary>Changes a column, or a field within one, without rewriting files: a wider type, whether it may be null, what it means, where it stands.</summary>
/// <param name="column">The column, as <c>trip.origin</c>; within lists and maps by <c>element</c>, <c>key</c> and <c>value</c>.</param>
public sealed class AlterColumn(ColumnPath column) : ITableChange
{
    /// <summary>A wider type; null leaves it. It needs the property <c>delta.enableTypeWidening</c>.</summary>
    public IArrowType? Type { get; init; }

    /// <summary>Whether it may be null; null leaves that. What may not be null from now on is looked for among the rows.</summary>
    public bool? Nullable { get; init; }

    /// <summary>What it means; empty for nothing, null leaves it.</summary>
    public string? Comment { get; init; }

    /// <summary>Its place among its neighbours; null leaves it.</summary>
    public ColumnPosition? Position { get; init; }

    /// <inheritdoc/>
    public CommitOptions Commit { get; init; } = new();

    /// <inheritdoc/>
    public string Request => $"alter {column} type {(Type is null ? "-" : ArrowSchemas.FromArrow(Type, column.ToString()).Text)} "
        + $"nullable {Nullable} comment {Comment ?? "-"} position {(Position is null ? "-" : Position.After ?? "first")}";

    /// <inheritdoc/>
    /// <exception cref="LakeException">Invalid: no such column or place, or rows that are null. Refused: a type is to be changed where the
    /// property does not allow it, or where an expression or the partitioning uses the column. Unsupported: a change of type that is no widening.</exception>
    public async ValueTask<DeltaTransaction> PrepareAsync(
        IObjectStore folder, DeltaContext context, DeltaSnapshot current, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(current);
        TableFeatures.CheckWritable(current.Protocol, current.Metadata, current.TableSchema, current.Folder.Name);
        var path = SchemaEdit.Resolve(current.TableSchema, column);
        var (place, within) = SchemaEdit.Split(current.TableSchema, column);
        if (within.Count > 0 && (Nullable is not null || Comment is not null || Position is not null))
        {
            throw LakeException.Invalid($"'{column}' is the {within[^1]} of '{place}': only its type can be changed.");
        }

        var isChecked = Nullable == false && path[^1].Nullable;
        if (isChecked)
        {
            await NullRows.CheckAsync(current, place, cancellationToken).ConfigureAwait(false);
        }

        var schema = Type is null ? current.TableSchema : ColumnTypeEdit.Widen(current, place, within, path, ArrowSchemas.FromArrow(Type, column.ToString()));
        schema = SchemaEdit.Field(schema, place, field => field with { Nullable = Nullable ?? field.Nullable, Metadata = Metadata(field) });
        schema = Position is null ? schema : SchemaEdit.Siblings(schema, place, Moved);
        var changed = TableDefinition.Of(current).With(schema, context);
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal) { ["column"] = column.ToString(), ["change"] = Request };
        return DefinitionCommit.Of(current, changed, "CHANGE COLUMN", parameters, context, Commit, readsRows: isChecked);
    }

    private IReadOnlyList<DeltaField> Moved(IReadOnlyList<DeltaField> fields)
    {
        var index = SchemaEdit.IndexOf(fields, column);
        return SchemaEdit.Place([.. fields.Take(index), .. fields.Skip(index + 1)], fields[index], Position);
    }

    private IReadOnlyDictionary<string, string> Metadata(DeltaField field)
    {
        if (Comment is null)
        {
            return field.Metadata;
        }

        var metadata = new Dictionary<string, string>(field.Metadata, StringComparer.Ordinal);
        metadata.Remove("comment");
        if (Comment.Length > 0)
        {
            metadata["comment"] = $"\"{JsonEncodedText.Encode(Comment)}\"";
        }

        return metadata;
    }
}
