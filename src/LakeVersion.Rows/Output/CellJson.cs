using System.Buffers;
using System.Text;
using System.Text.Json;
using Apache.Arrow;

namespace LakeVersion.Rows.Output;

/// <summary>Cells and rows as JSON, in the form of <see cref="JsonLinesOutput"/>: equal text is an equal value of one type.</summary>
public static class CellJson
{
    /// <summary>A cell; <c>null</c> where it is null.</summary>
    public static string OfCell(IArrowArray column, int row)
    {
        ArgumentNullException.ThrowIfNull(column);
        return Write(json => JsonCell.Write(json, column, row));
    }

    /// <summary>Cells of some columns as an array.</summary>
    public static string OfCells(IEnumerable<IArrowArray> columns, int row)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return Write(json =>
        {
            json.WriteStartArray();
            foreach (var column in columns)
            {
                JsonCell.Write(json, column, row);
            }

            json.WriteEndArray();
        });
    }

    /// <summary>A row as an object, with all its columns.</summary>
    public static string OfRow(RecordBatch batch, int row)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Write(json =>
        {
            json.WriteStartObject();
            for (var i = 0; i < batch.ColumnCount; i++)
            {
                json.WritePropertyName(batch.Schema.GetFieldByIndex(i).Name);
                JsonCell.Write(json, batch.Column(i), row);
            }

            json.WriteEndObject();
        });
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonCell.WriterOptions))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
