using System.Text.Json;
using Apache.Arrow;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Output;

namespace LakeVersion.Tracing;

/// <summary>A row at one revision: its cells by the names under which files know their columns, which new names do not change.</summary>
/// <param name="Columns">The table's columns then.</param>
/// <param name="Cells">The cells by stored name.</param>
internal sealed record RowCells(IReadOnlyList<TableColumn> Columns, IReadOnlyDictionary<string, CellValue> Cells)
{
    public CellValue this[string stored] => Cells.TryGetValue(stored, out var cell) ? cell : CellValue.Null;

    /// <summary>The cells that differ, by stored name. What one of them has no column for is null in it.</summary>
    public IReadOnlyList<string> Differing(RowCells other) =>
        [.. Cells.Keys.Union(other.Cells.Keys, StringComparer.Ordinal).Where(name => !CellValue.IsSame(this[name], other[name]))];

    /// <summary>The name that a column had then; null where there was none.</summary>
    public string? NameOf(string stored) => Columns.FirstOrDefault(column => column.StoredName == stored)?.Name;

    /// <summary>The first row of a batch of all columns.</summary>
    public static async ValueTask<RowCells> OfAsync(RecordBatch batch, IReadOnlyList<TableColumn> columns, CancellationToken cancellationToken)
    {
        using var json = new MemoryStream();
        await JsonLinesOutput.WriteAsync(new[] { batch }.ToAsyncEnumerable(), json, cancellationToken).ConfigureAwait(false);
        using var document = JsonDocument.Parse(json.GetBuffer().AsMemory(0, (int)json.Length));
        var cells = new Dictionary<string, CellValue>(StringComparer.Ordinal);
        foreach (var column in columns)
        {
            var array = batch.Column(batch.Schema.GetFieldIndex(column.Name));
            var hasValue = !array.IsNull(0) && ColumnScalars.KindOf(array.Data.DataType) is not null;
            var text = document.RootElement.TryGetProperty(column.Name, out var value) ? value.GetRawText() : "null";
            cells.Add(column.StoredName, new CellValue(text, hasValue ? ColumnScalars.Read(array, 0) : null));
        }

        return new RowCells(columns, cells);
    }
}
