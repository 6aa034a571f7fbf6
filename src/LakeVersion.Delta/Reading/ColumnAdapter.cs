using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Kernels;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Reading;

/// <summary>Brings a column of a file, or of a batch to be written, into the table's type.</summary>
/// <remarks>Fields of structs are matched by name and missing ones are null; values are cast only where none is lost.</remarks>
internal static class ColumnAdapter
{
    /// <summary>The column in the type <paramref name="to"/>; the same array where it has it already.</summary>
    /// <exception cref="LakeException">Unsupported: the types do not fit. Invalid: a value does not. The message names the column.</exception>
    public static IArrowArray Adapt(IArrowArray array, IArrowType to, string column)
    {
        var data = Adapt(array.Data, to, column);
        return ReferenceEquals(data, array.Data) ? array : ArrowArrayFactory.BuildArray(data);
    }

    private static ArrayData Adapt(ArrayData data, IArrowType to, string column) => (data.DataType, to) switch
    {
        (NullType, not NullType) => NullColumn.Of(to, data.Length).Data,
        (StructType from, StructType fields) => OfStruct(data, from, fields, column),
        (ListType, ListType list) => WithChild(data, to, Adapt(data.Children[0], list.ValueDataType, column + ".element")),
        (MapType, MapType map) => WithChild(data, to, OfEntries(data.Children[0], map, column)),
        // The instant or wall clock is the table's to say: old files store timestamps without a zone.
        (TimestampType { Unit: TimeUnit.Microsecond }, TimestampType { Unit: TimeUnit.Microsecond }) => Retype(data, to),
        (Decimal128Type from, Decimal128Type type) when from.Precision == type.Precision && from.Scale == type.Scale => data,
        var (from, _) when from.TypeId == to.TypeId && from is not (NestedType or Decimal128Type or TimestampType) => data,
        _ => ArrayCast.To(ArrowArrayFactory.BuildArray(data), to, column).Data,
    };

    private static ArrayData OfStruct(ArrayData data, StructType from, StructType to, string column)
    {
        var children = to.Fields.Select(field =>
        {
            var index = from.GetFieldIndex(field.Name);
            // Children keep the parent's offset, so a missing one must reach as far.
            return index < 0
                ? NullColumn.Of(field.DataType, data.Offset + data.Length).Data
                : Adapt(data.Children[index], field.DataType, $"{column}.{field.Name}");
        });
        return new ArrayData(to, data.Length, data.NullCount, data.Offset, data.Buffers, [.. children]);
    }

    // Writers name the two fields of a map's entries as they like, so these are matched by place.
    private static ArrayData OfEntries(ArrayData entries, MapType to, string column) => new(
        to.KeyValueType,
        entries.Length,
        entries.NullCount,
        entries.Offset,
        entries.Buffers,
        [Adapt(entries.Children[0], to.KeyField.DataType, column + ".key"), Adapt(entries.Children[1], to.ValueField.DataType, column + ".value")]);

    private static ArrayData WithChild(ArrayData data, IArrowType to, ArrayData child) =>
        new(to, data.Length, data.NullCount, data.Offset, data.Buffers, [child]);

    private static ArrayData Retype(ArrayData data, IArrowType to) => ((TimestampType)data.DataType).Timezone == ((TimestampType)to).Timezone
        ? data
        : new(to, data.Length, data.NullCount, data.Offset, data.Buffers);
}
