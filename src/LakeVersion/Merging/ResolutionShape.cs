using System.Text.Json;
using System.Text.Json.Serialization;

namespace LakeVersion.Merging;

/// <summary>The file.</summary>
internal sealed record ResolutionShape
{
    /// <summary>Null is 1.</summary>
    public int? Version { get; init; }

    public IReadOnlyList<ConflictLine>? Conflicts { get; init; }
}

/// <summary>A conflict of the file, and what becomes of it.</summary>
internal sealed record ConflictLine
{
    public string? Path { get; init; }

    /// <summary>The id of the commit whose change met it; left out for a merge.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Commit { get; init; }

    public string? Kind { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Key { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Column { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Base { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Ours { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Theirs { get; init; }

    public string? Reason { get; init; }

    /// <summary><c>ours</c>, <c>theirs</c>, <c>base</c> or <c>value</c>; null for undecided.</summary>
    public string? Take { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Value { get; init; }
}

[JsonSerializable(typeof(ResolutionShape))]
internal sealed partial class ResolutionContext : JsonSerializerContext;
