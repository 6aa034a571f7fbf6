using Apache.Arrow.Types;
using LakeVersion.Delta.Schemas;
using LakeVersion.Parquet;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Converting;

/// <summary>The columns of a file as a table has them. Pure.</summary>
internal static class FoundColumns
{
    /// <exception cref="LakeException">Unsupported: a type that other engines would not read as the table's; the message names column and file.</exception>
    public static DeltaStruct Of(IParquetFile file, StoreKey key)
    {
        foreach (var field in file.Schema.FieldsList)
        {
            CheckType(field.DataType, field.Name, key);
        }

        var columns = ArrowSchemas.FromArrow(file.Schema);
        return new DeltaStruct([.. columns.Fields.Select(column => file.Int96Columns.Contains(column.Name) ? column with { Type = AsInstant(column.Type) } : column)]);
    }

    private static void CheckType(IArrowType type, string path, StoreKey key)
    {
        // A table has the next larger signed type, which readers that go by the file's own type do not take for it.
        if (type.TypeId is ArrowTypeId.UInt8 or ArrowTypeId.UInt16 or ArrowTypeId.UInt32 or ArrowTypeId.UInt64 or ArrowTypeId.HalfFloat)
        {
            throw LakeException.Unsupported($"Column '{path}' of '{key}' has the type {type.Name}, which Delta does not have; files are not rewritten. Import the file in place of converting it.");
        }

        if (type is NestedType nested)
        {
            foreach (var field in nested.Fields)
            {
                CheckType(field.DataType, $"{path}.{field.Name}", key);
            }
        }
    }

    private static DeltaType AsInstant(DeltaType type) => type switch
    {
        DeltaPrimitive { Name: "timestamp_ntz" } => new DeltaPrimitive("timestamp"),
        DeltaStruct fields => new DeltaStruct([.. fields.Fields.Select(field => field with { Type = AsInstant(field.Type) })]),
        DeltaArray list => list with { Element = AsInstant(list.Element) },
        DeltaMap map => map with { Key = AsInstant(map.Key), Value = AsInstant(map.Value) },
        _ => type,
    };
}
