using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Partitions;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Files;

/// <summary>Statistics that a checkpoint keeps in parsed form, as the JSON in which commits have them (PROTOCOL.md, "Per-file Statistics").</summary>
internal static class StatisticsText
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The JSON of a row of <c>add.stats_parsed</c>; what is null is left out, as it says nothing.</summary>
    public static string Of(StructArray statistics, int row)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            Struct(json, statistics, row);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Struct(Utf8JsonWriter json, StructArray array, int row)
    {
        var fields = ((StructType)array.Data.DataType).Fields;
        json.WriteStartObject();
        for (var i = 0; i < fields.Count; i++)
        {
            var child = array.Fields[i];
            if (!child.IsNull(row))
            {
                Value(json, fields[i].Name, child, row);
            }
        }

        json.WriteEndObject();
    }

    // Years beyond 9999 have no text that every reader knows; a bound that is missing proves nothing.
    private static void Text(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void Value(Utf8JsonWriter json, string name, IArrowArray array, int row)
    {
        switch (array)
        {
            case StructArray inner:
                json.WritePropertyName(name);
                Struct(json, inner, row);
                break;
            case BooleanArray values:
                json.WriteBoolean(name, values.GetValue(row)!.Value);
                break;
            case DoubleArray values when double.IsFinite(values.Values[row]):
                json.WriteNumber(name, values.Values[row]);
                break;
            case FloatArray values when float.IsFinite(values.Values[row]):
                json.WriteNumber(name, values.Values[row]);
                break;
            case StringArray values:
                json.WriteString(name, values.GetString(row));
                break;
            case Decimal128Array values:
                json.WritePropertyName(name);
                json.WriteRawValue(ExactText.Format(ColumnScalars.ReadDecimal(values, row), values.Scale));
                break;
            case Date32Array values:
                Text(json, name, TimeText.Date(values.Values[row]));
                break;
            case TimestampArray { Data.DataType: TimestampType type } values:
                Text(json, name, TimeText.Time(
                    values.Values[row], type.Timezone is null ? "yyyy-MM-dd'T'HH:mm:ss.ffffff" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"));
                break;
            case Int64Array values:
                json.WriteNumber(name, values.Values[row]);
                break;
            case Int32Array values:
                json.WriteNumber(name, values.Values[row]);
                break;
            case Int16Array values:
                json.WriteNumber(name, values.Values[row]);
                break;
            case Int8Array values:
                json.WriteNumber(name, values.Values[row]);
                break;
        }
    }
}
