using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Altering;

/// <summary>Gives a column a wider type (PROTOCOL.md, "Writer Requirements for Type Widening"). Pure.</summary>
internal static class ColumnTypeEdit
{
    /// <param name="table">The table.</param>
    /// <param name="place">The field in which the type stands.</param>
    /// <param name="within">Where in the field's type: nothing, or <c>element</c>, <c>key</c> and <c>value</c>.</param>
    /// <param name="path">The fields down to it.</param>
    /// <param name="type">The new type.</param>
    /// <exception cref="LakeException">As <see cref="AlterColumn"/> says.</exception>
    public static DeltaStruct Widen(DeltaSnapshot table, ColumnPath place, IReadOnlyList<string> within, IReadOnlyList<DeltaField> path, DeltaType type)
    {
        var before = At(path[^1].Type, within, 0);
        if (before.Text == type.Text)
        {
            return table.TableSchema;
        }

        if (!TypeWidening.Allows(before, type))
        {
            throw LakeException.Unsupported(
                $"Column '{place}' cannot be changed from {before.Text} to {type.Text} without rewriting its files. A column can go from byte, short, int to long; from those to "
                + "double or a decimal; from float to double; from date to timestamp_ntz; and to a decimal of no fewer digits before and behind the point.");
        }

        if (!table.WidensTypes)
        {
            throw LakeException.Refused(
                $"Types of columns of {table.Folder.Name} cannot be changed: set {TypeWidening.Property}=true first. Older readers do not read the table then.");
        }

        if (path.Count == 1 && table.PartitionColumns.Contains(path[0].Name))
        {
            throw LakeException.Refused($"Column '{place}' of {table.Folder.Name} is used by the partitioning: the log has its values as {before.Text}. Overwrite the table to change it.");
        }

        ColumnUse.CheckExpressions(table, path);
        return SchemaEdit.Field(table.TableSchema, place, field => TypeChanges.Note(field, With(field.Type, within, 0, type)));
    }

    private static DeltaType At(DeltaType type, IReadOnlyList<string> within, int depth) => depth == within.Count ? type : (type, within[depth]) switch
    {
        (DeltaArray array, _) => At(array.Element, within, depth + 1),
        (DeltaMap map, "key") => At(map.Key, within, depth + 1),
        _ => At(((DeltaMap)type).Value, within, depth + 1),
    };

    private static DeltaType With(DeltaType type, IReadOnlyList<string> within, int depth, DeltaType leaf) => depth == within.Count ? leaf : (type, within[depth]) switch
    {
        (DeltaArray array, _) => array with { Element = With(array.Element, within, depth + 1, leaf) },
        (DeltaMap map, "key") => map with { Key = With(map.Key, within, depth + 1, leaf) },
        (var other, _) => ((DeltaMap)other) with { Value = With(((DeltaMap)other).Value, within, depth + 1, leaf) },
    };
}
