using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Rows.Json;

/// <summary>What the values at one place of the records have in common.</summary>
internal sealed class JsonShape
{
    private const int MaxDepth = 32;

    private readonly OrderedDictionary<string, JsonShape> members = [];
    private JsonShape? element;
    private bool isObject;
    private bool isArray;
    private bool hasBoolean;
    private bool hasWhole;
    private bool hasReal;
    private bool hasString;

    /// <summary>Takes a value into account; a fault in words where it conflicts with what was seen.</summary>
    public string? Add(JsonElement value, string path, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            return $"'{path}' is nested deeper than {MaxDepth}";
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.Object:
                isObject = true;
                return Conflict(value, path) ?? AddMembers(value, path, depth);
            case JsonValueKind.Array:
                isArray = true;
                return Conflict(value, path) ?? AddElements(value, path, depth);
            case JsonValueKind.Number:
                var isWhole = value.TryGetInt64(out _);
                hasWhole |= isWhole;
                hasReal |= !isWhole;
                return Conflict(value, path);
            case JsonValueKind.String:
                hasString = true;
                return Conflict(value, path);
            default:
                hasBoolean = true;
                return Conflict(value, path);
        }
    }

    /// <summary>The members as nullable fields.</summary>
    public IReadOnlyList<Field> Fields() => [.. members.Select(member => new Field(member.Key, member.Value.Type(), true))];

    private IArrowType Type()
    {
        if (isObject)
        {
            // Parquet knows no struct without fields: an object that is always empty says nothing but that it is there.
            return members.Count > 0 ? new StructType(Fields()) : StringType.Default;
        }

        if (isArray)
        {
            return new ListType(new Field("element", element?.Type() ?? StringType.Default, true));
        }

        return (hasBoolean, hasWhole || hasReal, hasString) switch
        {
            (true, false, false) => BooleanType.Default,
            (false, true, false) => hasReal ? DoubleType.Default : Int64Type.Default,
            _ => StringType.Default,
        };
    }

    private string? Conflict(JsonElement value, string path)
    {
        var isScalar = hasBoolean || hasWhole || hasReal || hasString;
        if ((isObject ? 1 : 0) + (isArray ? 1 : 0) + (isScalar ? 1 : 0) < 2)
        {
            return null;
        }

        // The value's own kind is among those seen by now; what is left came before it.
        var before = isObject && value.ValueKind != JsonValueKind.Object ? "an object"
            : isArray && value.ValueKind != JsonValueKind.Array ? "an array"
            : "a string, number or boolean";
        return $"'{path}': expected {before}, as in records before, found {JsonWords.Of(value)}";
    }

    private string? AddMembers(JsonElement value, string path, int depth)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (!members.TryGetValue(member.Name, out var shape))
            {
                members.Add(member.Name, shape = new JsonShape());
            }

            if (shape.Add(member.Value, JsonPath.Join(path, member.Name), depth + 1) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private string? AddElements(JsonElement value, string path, int depth)
    {
        foreach (var item in value.EnumerateArray())
        {
            element ??= new JsonShape();
            if (element.Add(item, path + "[]", depth + 1) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }
}
