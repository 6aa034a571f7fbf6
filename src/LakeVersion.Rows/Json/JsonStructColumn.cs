using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Rows.Json;

/// <summary>A column of objects, whose members are known by name.</summary>
internal sealed class JsonStructColumn : JsonColumn
{
    private readonly StructType type;
    private readonly string path;
    private readonly JsonColumn[] children;
    private readonly Dictionary<string, int> places;
    private readonly JsonValidity validity = new();

    public JsonStructColumn(StructType type, string path)
    {
        (this.type, this.path) = (type, path);
        children = [.. type.Fields.Select(field => For(field, JsonPath.Join(path, field.Name)))];
        places = type.Fields.Select((field, i) => (field.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i);
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
            var place = JsonPath.Join(path, member.Name);
            if (!places.TryGetValue(member.Name, out var i))
            {
                return $"the schema has no '{place}'";
            }

            var fault = children[i].Length > Length
                ? $"'{place}' stands there twice"
                : member.Value.ValueKind == JsonValueKind.Null && !type.Fields[i].IsNullable
                    ? $"'{place}': expected a value, found null"
                    : children[i].Append(member.Value);
            if (fault is not null)
            {
                return fault;
            }
        }

        return Complete();
    }

    public override void AppendNull()
    {
        foreach (var child in children)
        {
            child.AppendNull();
        }

        validity.Append(false);
    }

    public override IArrowArray Build()
    {
        var (length, nulls) = (validity.Length, validity.NullCount);
        return new StructArray(type, length, BuildChildren(out var bits), bits, nulls);
    }

    /// <summary>The members as arrays, for records; the column begins anew.</summary>
    public IArrowArray[] BuildChildren() => BuildChildren(out _);

    private IArrowArray[] BuildChildren(out ArrowBuffer bits)
    {
        bits = validity.Build();
        return [.. children.Select(child => child.Build())];
    }

    private string? Complete()
    {
        for (var i = 0; i < children.Length; i++)
        {
            if (children[i].Length > Length)
            {
                continue;
            }

            if (!type.Fields[i].IsNullable)
            {
                return $"'{JsonPath.Join(path, type.Fields[i].Name)}': expected a value, found none";
            }

            children[i].AppendNull();
        }

        validity.Append(true);
        return null;
    }
}
