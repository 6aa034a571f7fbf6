using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Delta.Tests.Conformance.Naive;

/// <summary>Arrow cells as the text that <see cref="CellSql"/> writes. An array of another Arrow type than the Delta type asks for fails.</summary>
internal static class CellText
{
    public static string Of(JsonNode type, IArrowArray array, int row)
    {
        if (array is NullArray)
        {
            Assert.Equal("void", (string)type!);
            return "null";
        }

        if (array.IsNull(row))
        {
            return "null";
        }

        return type is JsonObject nested ? Nested(nested, array, row) : Primitive((string)type!, array, row);
    }

    /// <summary>As printf writes it: at least two digits of exponent, where .NET has three.</summary>
    public static string Float(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        var text = value.ToString("e16", CultureInfo.InvariantCulture);
        return text[^3] == '0' ? text[..^3] + text[^2..] : text;
    }

    private static string Primitive(string type, IArrowArray array, int row) => type switch
    {
        "string" => $"\"{((StringArray)array).GetString(row).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
        "long" => Number(((Int64Array)array).Values[row]),
        "integer" => Number(((Int32Array)array).Values[row]),
        "short" => Number(((Int16Array)array).Values[row]),
        "byte" => Number(((Int8Array)array).Values[row]),
        "float" => Float(((FloatArray)array).Values[row]),
        "double" => Float(((DoubleArray)array).Values[row]),
        "boolean" => ((BooleanArray)array).GetValue(row)!.Value ? "true" : "false",
        "binary" => Convert.ToHexString(((BinaryArray)array).GetBytes(row)),
        "date" => Number(((Date32Array)array).Values[row]),
        "timestamp" => Time(array, row, "UTC"),
        "timestamp_ntz" => Time(array, row, null),
        "variant" => Variant((StructArray)array, row),
        _ => Decimal(type, (Decimal128Array)array, row),
    };

    private static string Nested(JsonObject type, IArrowArray array, int row) => (string)type["type"]! switch
    {
        "struct" => "{" + string.Join(",", ((JsonArray)type["fields"]!).Select((field, i) => Field((StructArray)array, i, (string)field!["name"]!)
            + Of(field["type"]!, ((StructArray)array).Fields[i], row))) + "}",
        "array" => "[" + string.Join(",", Range(((ListArray)array).ValueOffsets, row).Select(i => Of(type["elementType"]!, ((ListArray)array).Values, i))) + "]",
        _ => "<" + string.Join(",", Range(((MapArray)array).ValueOffsets, row)
            .Select(i => $"{Of(type["keyType"]!, ((MapArray)array).Keys, i)}={Of(type["valueType"]!, ((MapArray)array).Values, i)}")) + ">",
    };

    private static string Field(StructArray array, int index, string name)
    {
        Assert.Equal(name, ((StructType)array.Data.DataType).Fields[index].Name);
        return name + ":";
    }

    private static IEnumerable<int> Range(ReadOnlySpan<int> offsets, int row) => Enumerable.Range(offsets[row], offsets[row + 1] - offsets[row]);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Time(IArrowArray array, int row, string? zone)
    {
        var type = (TimestampType)array.Data.DataType;
        Assert.Equal((TimeUnit.Microsecond, zone), (type.Unit, type.Timezone));
        return Number(((TimestampArray)array).Values[row]);
    }

    private static string Variant(StructArray array, int row)
    {
        var names = ((StructType)array.Data.DataType).Fields.Select(field => field.Name).ToList();
        string Part(string name) => Convert.ToHexString(((BinaryArray)array.Fields[names.IndexOf(name)]).GetBytes(row));
        return $"{{metadata:{Part("metadata")},value:{Part("value")}}}";
    }

    private static string Decimal(string declared, Decimal128Array array, int row)
    {
        var type = (Decimal128Type)array.Data.DataType;
        Assert.Equal(declared.Replace(" ", "", StringComparison.Ordinal), $"decimal({type.Precision},{type.Scale})");
        var number = new BigInteger(array.ValueBuffer.Span.Slice((array.Offset + row) * 16, 16));
        var digits = BigInteger.Abs(number).ToString(CultureInfo.InvariantCulture).PadLeft(type.Scale + 1, '0');
        var text = type.Scale == 0 ? digits : $"{digits[..^type.Scale]}.{digits[^type.Scale..]}";
        // DuckDB writes no nought in front of the point where the type has no room for one.
        text = type.Scale == type.Precision ? text[1..] : text;
        return number.Sign < 0 ? "-" + text : text;
    }
}
