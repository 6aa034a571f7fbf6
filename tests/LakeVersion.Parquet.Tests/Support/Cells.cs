using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Parquet.Tests.Support;

/// <summary>Cells as text, exact and comparable: the tests' own reading of Arrow arrays.</summary>
internal static class Cells
{
    public static List<string> Of(RecordBatch batch, int column) =>
        [.. Enumerable.Range(0, batch.Length).Select(row => Of(batch.Column(column), row))];

    public static string Of(IArrowArray array, int row)
    {
        if (array is NullArray || array.IsNull(row))
        {
            return "null";
        }

        return array switch
        {
            BooleanArray a => a.GetValue(row)!.Value ? "true" : "false",
            Int8Array a => Number(a.GetValue(row)!.Value),
            Int16Array a => Number(a.GetValue(row)!.Value),
            Int32Array a => Number(a.GetValue(row)!.Value),
            Int64Array a => Number(a.GetValue(row)!.Value),
            UInt8Array a => Number(a.GetValue(row)!.Value),
            UInt16Array a => Number(a.GetValue(row)!.Value),
            UInt32Array a => Number(a.GetValue(row)!.Value),
            UInt64Array a => Number(a.GetValue(row)!.Value),
            FloatArray a => BitConverter.SingleToUInt32Bits(a.GetValue(row)!.Value).ToString("x8", CultureInfo.InvariantCulture),
            DoubleArray a => BitConverter.DoubleToUInt64Bits(a.GetValue(row)!.Value).ToString("x16", CultureInfo.InvariantCulture),
            StringArray a => "'" + a.GetString(row) + "'",
            Date32Array a => Number(a.GetValue(row)!.Value),
            TimestampArray a => Number(a.GetValue(row)!.Value),
            Decimal128Array a => a.GetString(row),
            BinaryArray a => Convert.ToHexString(a.GetBytes(row)),
            StructArray a => "{" + string.Join(", ", a.Fields.Select(field => Of(field, row))) + "}",
            MapArray a => List(a.KeyValues, a.ValueOffsets[row], a.ValueOffsets[row + 1]),
            ListArray a => List(a.Values, a.ValueOffsets[row], a.ValueOffsets[row + 1]),
            _ => throw new NotSupportedException(array.Data.DataType.Name),
        };
    }

    public static string Type(IArrowType type) => type switch
    {
        TimestampType t => $"timestamp[{t.Unit},{t.Timezone}]",
        Decimal128Type t => $"decimal({t.Precision},{t.Scale})",
        StructType t => "struct<" + string.Join(",", t.Fields.Select(f => f.Name + ":" + Type(f.DataType))) + ">",
        MapType t => "map<" + Type(t.KeyField.DataType) + "," + Type(t.ValueField.DataType) + ">",
        ListType t => "list<" + Type(t.ValueDataType) + ">",
        _ => type.Name,
    };

    private static string List(IArrowArray values, int start, int end) =>
        "[" + string.Join(", ", Enumerable.Range(start, end - start).Select(i => Of(values, i))) + "]";

    private static string Number(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
