using System.Globalization;
using System.Numerics;
using System.Text;
using Apache.Arrow;
using LakeVersion.Delta.Schemas;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Partitions;

/// <summary>Partition values as text and back (PROTOCOL.md, "Partition Value Serialization"). Null and an empty text are both null.</summary>
internal static class PartitionValue
{
    /// <summary>The value of one row of a partition column; null for null, and for an empty text.</summary>
    public static string? Format(IArrowArray column, int row)
    {
        if (column.IsNull(row))
        {
            return null;
        }

        var text = column switch
        {
            BooleanArray values => values.GetValue(row) == true ? "true" : "false",
            Int8Array values => values.Values[row].ToString(CultureInfo.InvariantCulture),
            Int16Array values => values.Values[row].ToString(CultureInfo.InvariantCulture),
            Int32Array values => values.Values[row].ToString(CultureInfo.InvariantCulture),
            Int64Array values => values.Values[row].ToString(CultureInfo.InvariantCulture),
            FloatArray values => Floating(values.Values[row], values.Values[row].ToString("R", CultureInfo.InvariantCulture)),
            DoubleArray values => Floating(values.Values[row], values.Values[row].ToString("R", CultureInfo.InvariantCulture)),
            Decimal128Array values => ExactText.Format(ColumnScalars.ReadDecimal(values, row), values.Scale),
            StringArray values => values.GetString(row),
            BinaryArray values => Bytes(values.GetBytes(row)),
            Date32Array values => TimeText.Date(values.Values[row]) ?? throw OutOfRange(),
            TimestampArray { Data.DataType: Apache.Arrow.Types.TimestampType type } values => TimeText.Time(values.Values[row],
                type.Timezone is null ? "yyyy-MM-dd HH:mm:ss.ffffff" : "yyyy-MM-ddTHH:mm:ss.ffffffZ") ?? throw OutOfRange(),
            _ => throw LakeException.Unsupported($"Files cannot be divided by a column of the Arrow type {column.Data.DataType.Name}."),
        };
        return text.Length == 0 ? null : text;
    }

    /// <summary>Reads a value.</summary>
    /// <param name="text">The text in the log.</param>
    /// <param name="type">The column's type.</param>
    /// <param name="column">The column's name, for messages.</param>
    /// <returns>Null for null, and for an empty text.</returns>
    /// <exception cref="LakeException">Corrupt: the text is no value of the type.</exception>
    public static Scalar? Parse(string? text, DeltaType type, string column)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return TryParse(text, type)
            ?? throw LakeException.Corrupt($"The log has the partition value '{text}' for column '{column}', which is no {type.Text}.");
    }

    private static Scalar? TryParse(string text, DeltaType type)
    {
        switch (type.Text)
        {
            case "string": return Scalar.Of(text);
            case "binary": return FromBytes(text);
            case "boolean": return bool.TryParse(text, out var flag) ? Scalar.Of(flag) : null;
            case "byte": return sbyte.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i8) ? Scalar.Of(i8) : null;
            case "short": return short.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i16) ? Scalar.Of(i16) : null;
            case "integer": return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i32) ? Scalar.Of(i32) : null;
            case "long": return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i64) ? Scalar.Of(i64) : null;
            case "float": return float.TryParse(Words(text), NumberStyles.Float, CultureInfo.InvariantCulture, out var f32) ? Scalar.Of(f32) : null;
            case "double": return double.TryParse(Words(text), NumberStyles.Float, CultureInfo.InvariantCulture, out var f64) ? Scalar.Of(f64) : null;
            case "date": return TimeText.TryDate(text, out var days) ? Scalar.OfDate(days) : null;
            case "timestamp" or "timestamp_ntz": return TimeText.TryTime(text, out var time) ? Scalar.OfTimestamp(time) : null;
            default: return type is DeltaDecimal number && ExactText.TryParse(text, out var unscaled, out var scale) ? Fit(unscaled, scale, number) : null;
        }
    }

    // A text of another scale is fine as long as no digit is lost and the number fits.
    private static Scalar? Fit(BigInteger unscaled, int scale, DeltaDecimal type)
    {
        for (; scale > type.Scale && unscaled % 10 == 0; scale--)
        {
            unscaled /= 10;
        }

        unscaled *= BigInteger.Pow(10, Math.Max(0, type.Scale - scale));
        return scale <= type.Scale && BigInteger.Abs(unscaled) < BigInteger.Pow(10, type.Precision) ? Scalar.OfDecimal(unscaled, type.Scale) : null;
    }

    // Java's words, which Spark writes and reads.
    private static string Floating(double value, string text) =>
        double.IsPositiveInfinity(value) ? "Infinity" : double.IsNegativeInfinity(value) ? "-Infinity" : double.IsNaN(value) ? "NaN" : text;

    private static string Words(string text) => text switch
    {
        "Inf" or "+Infinity" => "Infinity",
        "-Inf" => "-Infinity",
        _ => text,
    };

    // "A string of escaped binary values": Spark writes the bytes as UTF-8 text, which only holds what is valid UTF-8.
    private static string Bytes(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw LakeException.Unsupported("Files cannot be divided by binary values that are not valid UTF-8: the log has no text for them.");
        }
    }

    private static Scalar FromBytes(string text) => Scalar.Of(Encoding.UTF8.GetBytes(text));

    private static LakeException OutOfRange() =>
        LakeException.Unsupported("Files cannot be divided by dates outside the years 1 to 9999: the log has no text for them.");
}
