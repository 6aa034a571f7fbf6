using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Csv;

/// <summary>Collects rows of a pass into batches of a schema.</summary>
internal sealed class CsvRows
{
    private const int ShownChars = 40;

    private readonly string name;
    private readonly CsvOptions options;
    private readonly Schema schema;
    private readonly CellColumn[] columns;
    private readonly int[] sources;

    public CsvRows(string name, CsvOptions options, Schema schema, IReadOnlyList<string> header)
    {
        (this.name, this.options, this.schema) = (name, options, schema);
        columns = [.. schema.FieldsList.Select(field => CellColumn.For(field.DataType, field.Name))];
        var places = header.Select((column, i) => (column, i)).ToDictionary(pair => pair.column, pair => pair.i);
        sources = [.. schema.FieldsList.Select(field => places.GetValueOrDefault(field.Name, -1))];
        foreach (var column in header.Where(column => !schema.FieldsList.Any(field => field.Name == column)))
        {
            throw LakeException.Invalid(
                $"{name}: the schema has no column '{column}': expected "
                + $"{string.Join(", ", schema.FieldsList.Select(f => $"'{f.Name}'"))}.");
        }

        for (var i = 0; i < sources.Length; i++)
        {
            if (sources[i] < 0 && !schema.GetFieldByIndex(i).IsNullable)
            {
                throw LakeException.Invalid($"{name}: the required column '{schema.GetFieldByIndex(i).Name}' is missing.");
            }
        }
    }

    /// <summary>The rows since the last batch.</summary>
    public int Count { get; private set; }

    public void Add(CsvPass file)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (sources[i] < 0)
            {
                columns[i].AppendNull();
                continue;
            }

            var field = file.Fields[sources[i]];
            var text = file.Text(field);
            if (IsNull(field, text, columns[i].Type))
            {
                if (!schema.GetFieldByIndex(i).IsNullable)
                {
                    throw Fault(field, i, "nothing");
                }

                columns[i].AppendNull();
            }
            else if (!columns[i].TryAppend(text))
            {
                throw Fault(field, i, $"'{(text.Length > ShownChars ? $"{text[..ShownChars]}…" : text.ToString())}'");
            }
        }

        Count++;
    }

    public RecordBatch Build()
    {
        var batch = new RecordBatch(schema, columns.Select(column => column.Build()).ToArray(), Count);
        Count = 0;
        return batch;
    }

    private bool IsNull(CsvField field, ReadOnlySpan<char> text, IArrowType type) => field.IsQuoted
        ? text.IsEmpty && type is not (StringType or BinaryType)
        : text.IsEmpty || (options.NullText is { } nullText && text.SequenceEqual(nullText));

    private LakeException Fault(CsvField field, int column, string found) => LakeException.Invalid(string.Create(
        CultureInfo.InvariantCulture,
        $"{name}, line {field.Line}, column {field.Column}: '{schema.GetFieldByIndex(column).Name}': "
        + $"expected a {TypeText.Of(columns[column].Type)}, found {found}."));
}
