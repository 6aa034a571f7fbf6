using System.Globalization;
using System.Text;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Output;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Cells;

/// <summary>A cell as text: the same for every machine and culture.</summary>
/// <remarks>
/// Numbers are written in the shortest form that reads back as the same number, decimals with all digits of their scale,
/// dates and times by ISO 8601 (a <c>Z</c> where the type has a zone), binary as base64, structs, lists and maps as JSON.
/// </remarks>
public static class CellText
{
    /// <summary>The cell's text; null where the cell is null.</summary>
    /// <exception cref="LakeException">Unsupported: the array's type has no text.</exception>
    public static string? Of(IArrowArray array, int row)
    {
        ArgumentNullException.ThrowIfNull(array);
        if (array is NullArray || array.IsNull(row))
        {
            return null;
        }

        return array switch
        {
            BooleanArray a => a.GetValue(row)!.Value ? "true" : "false",
            Int8Array a => Text(a.GetValue(row)!.Value),
            Int16Array a => Text(a.GetValue(row)!.Value),
            Int32Array a => Text(a.GetValue(row)!.Value),
            Int64Array a => Text(a.GetValue(row)!.Value),
            UInt8Array a => Text(a.GetValue(row)!.Value),
            UInt16Array a => Text(a.GetValue(row)!.Value),
            UInt32Array a => Text(a.GetValue(row)!.Value),
            UInt64Array a => Text(a.GetValue(row)!.Value),
            FloatArray a => Text(a.GetValue(row)!.Value),
            DoubleArray a => Text(a.GetValue(row)!.Value),
            StringArray a => a.GetString(row),
            Date32Array a => IsoText.Date(a.GetValue(row)!.Value),
            TimestampArray a => Time(a, row),
            Decimal128Array a => DecimalText.Of(FixedCells.Decimal(a, row), a.Scale),
            BinaryArray a => Convert.ToBase64String(a.GetBytes(row)),
            StructArray or ListArray => Json(array, row),
            _ => throw LakeException.Unsupported($"Cells of the type {array.Data.DataType.Name} cannot be shown as text."),
        };
    }

    private static string Time(TimestampArray array, int row)
    {
        var type = (TimestampType)array.Data.DataType;
        return type.Unit == TimeUnit.Microsecond
            ? IsoText.Time(array.GetValue(row)!.Value, !string.IsNullOrEmpty(type.Timezone))
            : throw LakeException.Unsupported($"Timestamps of {type.Unit} cannot be shown as text: cast them to microseconds.");
    }

    private static string Json(IArrowArray array, int row)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, JsonCell.WriterOptions))
        {
            JsonCell.Write(writer, array, row);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
