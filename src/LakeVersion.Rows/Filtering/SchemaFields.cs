using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Filtering;

/// <summary>Finds the columns of predicates in schemas.</summary>
internal static class SchemaFields
{
    /// <summary>The field of this name, else the only one whose name differs in casing alone; null with the fault where there is none.</summary>
    public static Field? Find(IReadOnlyList<Field> fields, string name, out string fault)
    {
        fault = "";
        if (fields.FirstOrDefault(field => field.Name == name) is { } exact)
        {
            return exact;
        }

        var near = fields.Where(field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase)).Take(2).ToArray();
        fault = near.Length == 2
            ? $"column '{name}' may be '{near[0].Name}' or '{near[1].Name}'."
            : $"there is no column '{name}'.{NearNames.Hint(name, fields.Select(field => field.Name))}";
        return near.Length == 1 ? near[0] : null;
    }

    /// <summary>The type of a column, by its exact names.</summary>
    /// <exception cref="LakeException">Invalid: there is no such column.</exception>
    public static IArrowType TypeOf(Schema schema, ColumnPath column)
    {
        IReadOnlyList<Field> fields = schema.FieldsList;
        IArrowType type = new StructType([.. fields]);
        foreach (var name in column.Names)
        {
            fields = type is StructType nested ? nested.Fields : [];
            var field = fields.FirstOrDefault(field => field.Name == name) ?? throw LakeException.Invalid(
                $"The predicate names column {column}, which does not exist.{NearNames.Hint(name, fields.Select(field => field.Name))}");
            type = field.DataType;
        }

        return type;
    }
}
