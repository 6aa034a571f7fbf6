using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Apache.Arrow;
using LakeVersion.Delta.Partitions;
using LakeVersion.Delta.Schemas;
using LakeVersion.Parquet;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Statistics;

/// <summary>Writes the statistics of a new file as JSON (PROTOCOL.md, "Per-file Statistics").</summary>
/// <remarks>Lists and maps have none: Parquet counts nulls of their elements, Delta those of the column. Truth values and
/// bytes have no bounds, as in other writers. Columns are called by their physical names. Infinities and years beyond 9999 have no text, so they give none either.</remarks>
internal static class StatisticsWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private delegate bool LeafWriter(Utf8JsonWriter json, string name, DeltaType type, ParquetColumnStatistics statistics);

    /// <summary>The statistics of a file.</summary>
    /// <param name="schema">The columns that the file holds.</param>
    /// <param name="summary">What its writer learned.</param>
    /// <param name="columns">Which columns have statistics.</param>
    public static string Write(DeltaStruct schema, ParquetFileSummary summary, StatisticsColumns columns)
    {
        var leaves = columns.Leaves(schema);
        var known = summary.Columns.ToDictionary(column => string.Join('\0', column.Path), StringComparer.Ordinal);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("numRecords", summary.RowCount);
            Group(json, "minValues", schema, leaves, known, (writer, name, type, column) => Bound(writer, name, type, column.Min, isMax: false));
            Group(json, "maxValues", schema, leaves, known, (writer, name, type, column) => Bound(writer, name, type, column.Max, isMax: true));
            Group(json, "nullCount", schema, leaves, known, NullCount);
            json.WriteBoolean("tightBounds", true);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Group(
        Utf8JsonWriter json, string name, DeltaStruct schema, HashSet<string> leaves, Dictionary<string, ParquetColumnStatistics> known, LeafWriter write)
    {
        json.WriteStartObject(name);
        Fields(json, schema, "", leaves, known, write);
        json.WriteEndObject();
    }

    private static void Fields(
        Utf8JsonWriter json, DeltaStruct schema, string parent, HashSet<string> leaves, Dictionary<string, ParquetColumnStatistics> known, LeafWriter write)
    {
        foreach (var field in schema.Fields)
        {
            var path = parent + field.PhysicalName;
            if (field.Type is DeltaStruct nested)
            {
                json.WriteStartObject(field.PhysicalName);
                Fields(json, nested, path + '\0', leaves, known, write);
                json.WriteEndObject();
            }
            else if (field.Type is DeltaPrimitive or DeltaDecimal && leaves.Contains(path) && known.TryGetValue(path, out var column))
            {
                write(json, field.PhysicalName, field.Type, column);
            }
        }
    }

    private static bool NullCount(Utf8JsonWriter json, string name, DeltaType type, ParquetColumnStatistics column)
    {
        if (column.NullCount is { } count)
        {
            json.WriteNumber(name, count);
        }

        return column.NullCount is not null;
    }

    private static bool Bound(Utf8JsonWriter json, string name, DeltaType type, IArrowArray? bound, bool isMax)
    {
        if (bound is null || bound.Length != 1 || bound.IsNull(0))
        {
            return false;
        }

        switch (bound)
        {
            case DoubleArray or FloatArray:
                return Floating(json, name, bound, isMax);
            case Decimal128Array values:
                json.WritePropertyName(name);
                json.WriteRawValue(ExactText.Format(ColumnScalars.ReadDecimal(values, 0), values.Scale));
                return true;
            case StringArray values:
                return Text(json, name, isMax ? TextBounds.Upper(values.GetString(0)) : TextBounds.Lower(values.GetString(0)));
            case Date32Array values:
                return Text(json, name, TimeText.Date(values.Values[0]));
            case TimestampArray values:
                return Text(json, name, Milliseconds(values.Values[0], type.Text == "timestamp", isMax));
            case Int8Array or Int16Array or Int32Array or Int64Array:
                json.WriteNumber(name, long.Parse(ColumnScalars.Read(bound, 0).ToString(), CultureInfo.InvariantCulture));
                return true;
            default:
                return false;
        }
    }

    // Zeros of both signs are equal, so a bound of zero must hold for either.
    private static bool Floating(Utf8JsonWriter json, string name, IArrowArray bound, bool isMax)
    {
        var value = bound is FloatArray floats ? floats.Values[0] : ((DoubleArray)bound).Values[0];
        if (!double.IsFinite(value))
        {
            return false;
        }

        value = value == 0 ? (isMax ? 0.0 : -0.0) : value;
        if (bound is FloatArray)
        {
            json.WriteNumber(name, (float)value);
        }
        else
        {
            json.WriteNumber(name, value);
        }

        return true;
    }

    private static bool Text(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }

        return text is not null;
    }

    // Bounds are cut to milliseconds; the upper one is raised first, so that it stays one.
    private static string? Milliseconds(long microseconds, bool utc, bool isMax)
    {
        var floor = microseconds - (((microseconds % 1000) + 1000) % 1000);
        return TimeText.Time(isMax && floor != microseconds ? floor + 1000 : floor, utc ? "yyyy-MM-ddTHH:mm:ss.fffZ" : "yyyy-MM-ddTHH:mm:ss.fff");
    }
}
