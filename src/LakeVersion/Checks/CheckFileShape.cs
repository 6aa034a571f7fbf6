using System.Text.Json;
using System.Text.Json.Serialization;

namespace LakeVersion.Checks;

/// <summary>A file of checks (docs/checks.md).</summary>
internal sealed record CheckFileShape
{
    public int? Version { get; init; }

    public required IReadOnlyList<CheckShape> Checks { get; init; }
}

/// <summary>What a file of checks of any version says.</summary>
internal sealed record CheckFileVersion
{
    /// <summary>Null is 1.</summary>
    public int? Version { get; init; }
}

/// <summary>A check of one table.</summary>
internal sealed record CheckShape
{
    public required string Name { get; init; }

    public required string Table { get; init; }

    public IReadOnlyList<string>? NotNull { get; init; }

    /// <summary>Lists of columns.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Unique { get; init; }

    public IReadOnlyList<RangeShape>? Range { get; init; }

    public IReadOnlyList<ValuesShape>? Values { get; init; }

    public RowsShape? Rows { get; init; }

    public IReadOnlyList<FreshShape>? Fresh { get; init; }

    public SchemaShape? Schema { get; init; }

    /// <summary>Tests that every row keeps to.</summary>
    public IReadOnlyList<string>? Where { get; init; }
}

internal sealed record RangeShape
{
    public required string Column { get; init; }

    public JsonElement? Min { get; init; }

    public JsonElement? Max { get; init; }
}

internal sealed record ValuesShape
{
    public required string Column { get; init; }

    public required IReadOnlyList<JsonElement?> In { get; init; }
}

internal sealed record RowsShape
{
    public long? Min { get; init; }

    public long? Max { get; init; }

    public double? MaxChangePercent { get; init; }
}

internal sealed record FreshShape
{
    public required string Column { get; init; }

    public required string Within { get; init; }
}

internal sealed record SchemaShape
{
    public required IReadOnlyDictionary<string, string> Columns { get; init; }

    public bool Exactly { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CheckFileShape))]
internal sealed partial class CheckJson : JsonSerializerContext;

// Members of other versions are passed over.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(CheckFileVersion))]
internal sealed partial class CheckVersionJson : JsonSerializerContext;
