using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Rows.Json;

/// <summary>A column of arrays.</summary>
internal sealed class JsonListColumn : JsonColumn
{
    private readonly ListType type;
    private readonly string path;
    private readonly JsonColumn element;
    private readonly JsonValidity validity = new();
    private ArrowBuffer.Builder<int> offsets = new ArrowBuffer.Builder<int>().Append(0);

    public JsonListColumn(ListType type, string path) =>
        (this.type, this.path, element) = (type, path, For(type.ValueField, path + "[]"));

    public override int Length => validity.Length;

    public override string? Append(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            AppendNull();
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            return $"'{path}': expected an array, found {JsonWords.Of(value)}";
        }

        foreach (var item in value.EnumerateArray())
        {
            if (element.Append(item) is { } fault)
            {
                return fault;
            }
        }

        offsets.Append(element.Length);
        validity.Append(true);
        return null;
    }

    public override void AppendNull()
    {
        offsets.Append(element.Length);
        validity.Append(false);
    }

    public override IArrowArray Build()
    {
        var (length, nulls) = (validity.Length, validity.NullCount);
        var array = new ListArray(type, length, offsets.Build(), element.Build(), validity.Build(), nulls);
        offsets = new ArrowBuffer.Builder<int>().Append(0);
        return array;
    }
}
