using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Importing;

/// <summary>The columns that hold the rows of several files, by the rules of inference in one: whole numbers go into doubles, other
/// scalars into strings, structs and lists part by part.</summary>
internal static class SchemaUnion
{
    /// <summary>The columns of both, in order of first appearance.</summary>
    /// <exception cref="LakeException">Invalid: a scalar meets a struct or list; the message names the column.</exception>
    public static Schema Of(Schema left, Schema right) => new(Fields(left.FieldsList, right.FieldsList, ""), null);

    /// <summary>A table's columns, then those of a file that it lacks.</summary>
    public static Schema Grown(Schema table, Schema file) =>
        new(table.FieldsList.Concat(file.FieldsList.Where(field => table.GetFieldIndex(field.Name) < 0)), null);

    private static List<Field> Fields(IReadOnlyList<Field> left, IReadOnlyList<Field> right, string above)
    {
        var fields = left.ToList();
        foreach (var field in right)
        {
            var index = fields.FindIndex(known => known.Name == field.Name);
            if (index < 0)
            {
                fields.Add(field);
            }
            else
            {
                fields[index] = new Field(field.Name, Type(fields[index].DataType, field.DataType, above + field.Name), true);
            }
        }

        return fields;
    }

    private static IArrowType Type(IArrowType left, IArrowType right, string path) => (left, right) switch
    {
        _ when TypeText.Of(left) == TypeText.Of(right) => left,
        (StructType a, StructType b) => new StructType(Fields(a.Fields, b.Fields, path + ".")),
        (ListType a, ListType b) => new ListType(new Field(a.ValueField.Name, Type(a.ValueDataType, b.ValueDataType, path + ".element"), true)),
        (NestedType, _) or (_, NestedType) => throw LakeException.Invalid(
            $"Column '{path}' is {TypeText.Of(left)} in one file and {TypeText.Of(right)} in another; import them into tables of their own."),
        (DoubleType, Int64Type) or (Int64Type, DoubleType) => DoubleType.Default,
        _ => StringType.Default,
    };
}
