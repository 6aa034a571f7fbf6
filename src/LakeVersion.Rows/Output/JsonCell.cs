using System.Text.Encodings.Web;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;

namespace LakeVersion.Rows.Output;

/// <summary>A cell as a JSON value.</summary>
/// <remarks>Decimals are numbers with all their digits; NaN and the infinities, which JSON lacks, are strings; a map is an
/// object where its keys are strings, and a list of pairs otherwise.</remarks>
internal static class JsonCell
{
    /// <summary>Plain letters of all scripts stay themselves: the output is data, not part of a web page.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Utf8JsonWriter writer, IArrowArray array, int row)
    {
        if (array is NullArray || array.IsNull(row))
        {
            writer.WriteNullValue();
            return;
        }

        switch (array)
        {
            case StructArray parent:
                WriteStruct(writer, parent, row);
                break;
            case MapArray { Keys: StringArray keys } map:
                WriteMap(writer, map, keys, row);
                break;
            case ListArray list:
                var values = array is MapArray entries ? entries.KeyValues : list.Values;
                WriteList(writer, values, list.ValueOffsets[row], list.ValueOffsets[row + 1]);
                break;
            case DoubleArray reals when !double.IsFinite(reals.GetValue(row)!.Value):
            case FloatArray singles when !float.IsFinite(singles.GetValue(row)!.Value):
                writer.WriteStringValue(CellText.Of(array, row));
                break;
            default:
                WriteScalar(writer, array, row);
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, IArrowArray array, int row)
    {
        var text = CellText.Of(array, row)!;
        if (array.Data.DataType is NumberType or BooleanType or Decimal128Type)
        {
            writer.WriteRawValue(text, skipInputValidation: true);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }

    private static void WriteStruct(Utf8JsonWriter writer, StructArray parent, int row)
    {
        var fields = ((StructType)parent.Data.DataType).Fields;
        writer.WriteStartObject();
        for (var i = 0; i < fields.Count; i++)
        {
            writer.WritePropertyName(fields[i].Name);
            Write(writer, parent.Fields[i], row);
        }

        writer.WriteEndObject();
    }

    private static void WriteMap(Utf8JsonWriter writer, MapArray map, StringArray keys, int row)
    {
        writer.WriteStartObject();
        for (var i = map.ValueOffsets[row]; i < map.ValueOffsets[row + 1]; i++)
        {
            writer.WritePropertyName(keys.GetString(i));
            Write(writer, map.Values, i);
        }

        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, IArrowArray values, int start, int end)
    {
        writer.WriteStartArray();
        for (var i = start; i < end; i++)
        {
            Write(writer, values, i);
        }

        writer.WriteEndArray();
    }
}
