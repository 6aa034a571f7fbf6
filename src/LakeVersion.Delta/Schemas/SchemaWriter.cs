using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LakeVersion.Delta.Schemas;

/// <summary>Writes a schema string (PROTOCOL.md, "Schema Serialization Format").</summary>
internal static class SchemaWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    public static string Write(DeltaStruct schema)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            WriteType(json, schema);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteType(Utf8JsonWriter json, DeltaType type)
    {
        switch (type)
        {
            case DeltaStruct fields:
                json.WriteStartObject();
                json.WriteString("type", "struct");
                json.WriteStartArray("fields");
                foreach (var field in fields.Fields)
                {
                    WriteField(json, field);
                }

                json.WriteEndArray();
                json.WriteEndObject();
                break;
            case DeltaArray array:
                json.WriteStartObject();
                json.WriteString("type", "array");
                json.WritePropertyName("elementType");
                WriteType(json, array.Element);
                json.WriteBoolean("containsNull", array.ContainsNull);
                json.WriteEndObject();
                break;
            case DeltaMap map:
                json.WriteStartObject();
                json.WriteString("type", "map");
                json.WritePropertyName("keyType");
                WriteType(json, map.Key);
                json.WritePropertyName("valueType");
                WriteType(json, map.Value);
                json.WriteBoolean("valueContainsNull", map.ValueContainsNull);
                json.WriteEndObject();
                break;
            default:
                json.WriteStringValue(type.Text);
                break;
        }
    }

    private static void WriteField(Utf8JsonWriter json, DeltaField field)
    {
        json.WriteStartObject();
        json.WriteString("name", field.Name);
        json.WritePropertyName("type");
        WriteType(json, field.Type);
        json.WriteBoolean("nullable", field.Nullable);
        json.WriteStartObject("metadata");
        foreach (var (key, raw) in field.Metadata)
        {
            json.WritePropertyName(key);
            json.WriteRawValue(raw, skipInputValidation: true);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
