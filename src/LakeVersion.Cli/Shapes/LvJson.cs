using System.Text.Json;
using System.Text.Json.Serialization;
using LakeVersion.Cli.Lakes;

namespace LakeVersion.Cli.Shapes;

/// <summary>The JSON of all shapes; each verb adds its own line.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ErrorShape))]
[JsonSerializable(typeof(InitShape))]
[JsonSerializable(typeof(LogShape))]
[JsonSerializable(typeof(WriteShape))]
[JsonSerializable(typeof(LakeFileSettings))]
internal sealed partial class LvJson : JsonSerializerContext;
