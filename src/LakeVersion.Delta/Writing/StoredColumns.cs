using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Schemas;

namespace LakeVersion.Delta.Writing;

/// <summary>A table's columns as files have them: under their physical names and, where columns are mapped, with their ids.</summary>
internal static class StoredColumns
{
    /// <summary>The schema of a file.</summary>
    public static Schema SchemaOf(DeltaStruct columns) => new([.. columns.Fields.Select(Of)], null);

    /// <summary>A column of the table as the file's type; the same array where nothing in it is named.</summary>
    public static IArrowArray Of(IArrowArray column, Field stored) => stored.DataType is NestedType
        ? ArrowArrayFactory.BuildArray(As(column.Data, stored.DataType))
        : column;

    private static Field Of(DeltaField field) => new(
        field.PhysicalName,
        Of(field.Type),
        field.Nullable,
        field.StoredId is { } id ? [new(ArrowSchemas.FieldIdKey, id.ToString(CultureInfo.InvariantCulture))] : null);

    private static IArrowType Of(DeltaType type) => type switch
    {
        DeltaStruct fields => new StructType([.. fields.Fields.Select(Of)]),
        DeltaArray array => new ListType(new Field("element", Of(array.Element), array.ContainsNull)),
        DeltaMap map => new MapType(new Field("key", Of(map.Key), false), new Field("value", Of(map.Value), map.ValueContainsNull)),
        _ => ArrowSchemas.ToArrow(type),
    };

    // Names belong to the type alone, so that buffers are shared.
    private static ArrayData As(ArrayData data, IArrowType type) => type switch
    {
        StructType fields => With(data, type, [.. data.Children.Zip(fields.Fields, (child, field) => As(child, field.DataType))]),
        MapType map => With(data, type, [As(data.Children[0], map.KeyValueType)]),
        ListType list => With(data, type, [As(data.Children[0], list.ValueDataType)]),
        _ => data,
    };

    private static ArrayData With(ArrayData data, IArrowType type, ArrayData[] children) =>
        new(type, data.Length, data.NullCount, data.Offset, data.Buffers, children);
}
