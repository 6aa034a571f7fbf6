using System.Text.Json;
using System.Text.Json.Serialization;

namespace LakeVersion.Rows.Json;

/// <summary>Source-generated reading, which works trimmed and compiled ahead of time.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class JsonElementContext : JsonSerializerContext;
