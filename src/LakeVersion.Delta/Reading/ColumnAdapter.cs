using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Schemas;
using LakeVersion.Rows.Kernels;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Reading;

/// <summary>Brings columns of a file, or of batches to be written, into the table's types.</summary>
/// <remarks>Fields of structs are found as <see cref="StoredField"/> says and missing ones are null; values are cast only where none
/// is lost. Which conversion it takes is decided once from the types, not for every batch.</remarks>
internal static class ColumnAdapter
{
    /// <summary>The column in the table's type; the same array where it has it already.</summary>
    /// <exception cref="LakeException">Unsupported: the types do not fit. Invalid: a value does not. The message names the column.</exception>
    public static IArrowArray Adapt(IArrowArray array, DeltaType to, string column) =>
        Of(array.Data.DataType, to, column) is { } convert ? ArrowArrayFactory.BuildArray(convert(array.Data)) : array;

    /// <summary>What makes arrays of one type those of the table; null where they are that already.</summary>
    /// <exception cref="LakeException">Unsupported: the types do not fit. The conversion itself: Invalid, where a value does not.</exception>
    public static Func<ArrayData, ArrayData>? Of(IArrowType from, DeltaType to, string column)
    {
        var type = ArrowSchemas.ToArrow(to);
        return (from, to) switch
        {
            _ when type is NullType || from is NullType => from.TypeId == type.TypeId ? null : data => NullColumn.Of(type, data.Length).Data,
            (StructType stored, DeltaStruct fields) => OfStruct(stored, fields, type, column),
            (StructType stored, { Text: "variant" }) => VariantColumn.Of(stored, column),
            (ListType stored, DeltaArray list) => WithChild(type, Of(stored.ValueDataType, list.Element, column + ".element")),
            (MapType stored, DeltaMap map) => WithChild(type, OfEntries(stored.KeyValueType, map, type, column)),
            // Without its annotation a map is the list of its entries, in the same layout.
            (ListType { ValueDataType: StructType { Fields.Count: 2 } entries }, DeltaMap map) => WithChild(type, OfEntries(entries, map, type, column)),
            // The instant or wall clock is the table's to say: old files store timestamps without a zone.
            (TimestampType { Unit: TimeUnit.Microsecond } stored, { Text: "timestamp" or "timestamp_ntz" }) =>
                stored.Timezone == ((TimestampType)type).Timezone ? null : data => With(data, type, data.Children),
            // Old writers leave out the annotation that says text.
            (BinaryType, { Text: "string" }) or (StringType, { Text: "binary" }) => data => With(data, type, data.Children),
            (FixedSizeBinaryType { TypeId: ArrowTypeId.FixedSizedBinary } stored, { Text: "binary" }) => data => OfFixedBytes(data, stored.ByteWidth, type),
            (Decimal128Type stored, DeltaDecimal number) when stored.Precision == number.Precision && stored.Scale == number.Scale => null,
            _ when from.TypeId == type.TypeId && type is not (NestedType or Decimal128Type or TimestampType) => null,
            _ => data => ArrayCast.To(ArrowArrayFactory.BuildArray(data), type, column).Data,
        };
    }

    private static Func<ArrayData, ArrayData> OfStruct(StructType stored, DeltaStruct fields, IArrowType type, string column)
    {
        var children = fields.Fields.Select(field => Child(stored, field, $"{column}.{field.Name}")).ToArray();
        return data => With(data, type, [.. children.Select(child => child(data))]);
    }

    private static Func<ArrayData, ArrayData> Child(StructType stored, DeltaField field, string column)
    {
        if (StoredField.Find(stored.Fields, field) is not { } index)
        {
            // Children keep the parent's offset, so a missing one must reach as far.
            var type = ArrowSchemas.ToArrow(field.Type);
            return parent => NullColumn.Of(type, parent.Offset + parent.Length).Data;
        }

        var convert = Of(stored.Fields[index].DataType, field.Type, column);
        return parent => Convert(parent.Children[index], convert);
    }

    // Writers name the two fields of a map's entries as they like, so these are matched by place.
    private static Func<ArrayData, ArrayData> OfEntries(StructType stored, DeltaMap map, IArrowType type, string column)
    {
        var key = Of(stored.Fields[0].DataType, map.Key, column + ".key");
        var value = Of(stored.Fields[1].DataType, map.Value, column + ".value");
        var entries = ((MapType)type).KeyValueType;
        return data => With(data, entries, [Convert(data.Children[0], key), Convert(data.Children[1], value)]);
    }

    private static Func<ArrayData, ArrayData> WithChild(IArrowType type, Func<ArrayData, ArrayData>? convert) =>
        data => With(data, type, [Convert(data.Children[0], convert)]);

    private static ArrayData Convert(ArrayData data, Func<ArrayData, ArrayData>? convert) => convert is null ? data : convert(data);

    private static ArrayData With(ArrayData data, IArrowType type, ArrayData[] children) =>
        new(type, data.Length, data.NullCount, data.Offset, data.Buffers, children);

    private static ArrayData OfFixedBytes(ArrayData data, int width, IArrowType type)
    {
        var offsets = new byte[(data.Offset + data.Length + 1) * sizeof(int)];
        var ends = MemoryMarshal.Cast<byte, int>(offsets.AsSpan());
        for (var i = 0; i < ends.Length; i++)
        {
            ends[i] = checked(i * width);
        }

        return new ArrayData(type, data.Length, data.NullCount, data.Offset, [data.Buffers[0], new ArrowBuffer(offsets), data.Buffers[1]]);
    }
}
