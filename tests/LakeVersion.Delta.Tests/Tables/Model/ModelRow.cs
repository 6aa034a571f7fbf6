using System.Collections.Immutable;
using System.Globalization;

namespace LakeVersion.Delta.Tests.Tables.Model;

/// <summary>A row of the model: cells as text by their columns' keys, and the number under which the row stays the same row.</summary>
internal sealed record ModelRow(int Number, ImmutableDictionary<int, string> Cells)
{
    public string? this[int key] => Cells.GetValueOrDefault(key);

    public long? Id => Whole(ModelColumn.Id);

    public long? Whole(int key) => this[key] is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    public ModelRow With(int key, string? value) => this with { Cells = value is null ? Cells.Remove(key) : Cells.SetItem(key, value) };

    public string Text(IEnumerable<ModelColumn> columns) => string.Join('|', columns.Select(column => this[column.Key] ?? "null"));
}
