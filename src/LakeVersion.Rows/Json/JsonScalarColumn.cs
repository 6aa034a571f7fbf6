using System.Text.Json;
using Apache.Arrow;
using LakeVersion.Rows.Cells;

namespace LakeVersion.Rows.Json;

/// <summary>A column of scalars: JSON strings by their content, numbers and booleans by their text.</summary>
internal sealed class JsonScalarColumn(CellColumn cells, string path) : JsonColumn
{
    public override int Length => cells.Length;

    public override string? Append(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                cells.AppendNull();
                return null;
            case JsonValueKind.String when cells.TryAppend(value.GetString()):
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False when cells.TryAppend(value.GetRawText()):
                return null;
            default:
                return $"'{path}': expected a {TypeText.Of(cells.Type)}, found {JsonWords.Of(value)}";
        }
    }

    public override void AppendNull() => cells.AppendNull();

    public override IArrowArray Build() => cells.Build();
}
