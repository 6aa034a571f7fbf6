using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;

namespace LakeVersion.Rows.Json;

/// <summary>A column of maps, each an object whose member names are the keys.</summary>
internal sealed class JsonMapColumn : JsonColumn
{
    private readonly MapType type;
    private readonly string path;
    private readonly CellColumn keys;
    private readonly JsonColumn values;
    private readonly JsonValidity validity = new();
    private ArrowBuffer.Builder<int> offsets = new ArrowBuffer.Builder<int>().Append(0);

    public JsonMapColumn(MapType type, string path)
    {
        (this.type, this.path) = (type, path);
        (keys, values) = (CellColumn.For(type.KeyField.DataType, path), For(type.ValueField, path + "{}"));
    }

    public override int Length => validity.Length;

    public override string? Append(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            AppendNull();
            return null;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return $"'{path}': expected an object, found {JsonWords.Of(value)}";
        }

        foreach (var member in value.EnumerateObject())
        {
            if (!keys.TryAppend(member.Name))
            {
                return $"'{path}': expected a {TypeText.Of(keys.Type)} as key, found '{member.Name}'";
            }

            if (values.Append(member.Value) is { } fault)
            {
                return fault;
            }
        }

        offsets.Append(keys.Length);
        validity.Append(true);
        return null;
    }

    public override void AppendNull()
    {
        offsets.Append(keys.Length);
        validity.Append(false);
    }

    public override IArrowArray Build()
    {
        var (length, nulls, count) = (validity.Length, validity.NullCount, keys.Length);
        var entries = new StructArray(type.KeyValueType, count, [keys.Build(), values.Build()], ArrowBuffer.Empty, 0);
        var array = new MapArray(type, length, offsets.Build(), entries, validity.Build(), nulls, 0);
        offsets = new ArrowBuffer.Builder<int>().Append(0);
        return array;
    }
}
