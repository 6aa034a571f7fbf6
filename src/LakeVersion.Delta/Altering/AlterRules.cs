using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Altering;

/// <summary>What every change of columns keeps to. Pure.</summary>
internal static class AlterRules
{
    /// <summary>Refuses tables whose files call columns by their names, so that a name is for ever.</summary>
    /// <exception cref="LakeException">Refused: it is one. Unsupported: a table that this version does not write.</exception>
    public static void CheckMapped(DeltaSnapshot table, string verb)
    {
        TableFeatures.CheckWritable(table.Protocol, table.Metadata, table.TableSchema, table.Folder.Name);
        if (TableFeatures.MappingOf(table.Protocol, table.Metadata) == ColumnMappingMode.None)
        {
            throw LakeException.Refused(
                $"Columns of {table.Folder.Name} cannot be {verb}: its files call them by their names. Set {ColumnMapping.ModeProperty}=name first; no file is rewritten.");
        }
    }

    /// <summary>Checks a name among its future siblings.</summary>
    /// <exception cref="LakeException">Invalid: it is empty, not storable, or taken.</exception>
    public static void CheckNew(IReadOnlyList<DeltaField> siblings, string name, ColumnPath place)
    {
        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal) || !UnicodeText.IsValid(name))
        {
            throw LakeException.Invalid(name.Length == 0
                ? $"The new name of column '{place}' is empty."
                : $"The new name of column '{place}' cannot be stored: it holds a NUL or is not valid Unicode.");
        }

        if (siblings.FirstOrDefault(field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase)) is { } twin)
        {
            throw LakeException.Invalid($"There is a column '{twin.Name}' already beside '{place}': names differ in more than casing.");
        }
    }

    /// <summary>The path, where its end is a field.</summary>
    /// <exception cref="LakeException">Invalid: it ends at an element, key or value, which has no name of its own, or nowhere.</exception>
    public static ColumnPath OfField(DeltaStruct schema, ColumnPath path)
    {
        SchemaEdit.Siblings(schema, path, fields =>
        {
            _ = SchemaEdit.IndexOf(fields, path);
            return fields;
        });
        return path;
    }
}
