using System.Text.Json;

namespace LakeVersion.Delta.Tests.Conformance.Specification;

/// <summary>The fields of every action as the specification's tables have them, by hand and apart from what reads and writes logs.</summary>
internal static class ActionSchema
{
    private static readonly (string Name, string Type, bool Required)[] Vector =
        [("storageType", "text", true), ("pathOrInlineDv", "text", true), ("offset", "int", false), ("sizeInBytes", "int", true), ("cardinality", "long", true)];

    private static readonly Dictionary<string, (string Name, string Type, bool Required)[]> Actions = new(StringComparer.Ordinal)
    {
        ["protocol"] = [("minReaderVersion", "int", true), ("minWriterVersion", "int", true), ("readerFeatures", "texts", false), ("writerFeatures", "texts", false)],
        ["metaData"] =
        [
            ("id", "text", true), ("name", "text", false), ("description", "text", false), ("format", "format", true), ("schemaString", "json", true),
            ("partitionColumns", "texts", true), ("createdTime", "long", false), ("configuration", "map", true),
        ],
        ["add"] =
        [
            ("path", "uri", true), ("partitionValues", "map", true), ("size", "long", true), ("modificationTime", "long", true), ("dataChange", "flag", true),
            ("stats", "json", false), ("tags", "map", false), ("deletionVector", "vector", false), ("baseRowId", "long", false),
            ("defaultRowCommitVersion", "long", false), ("clusteringProvider", "text", false), ("partitionValues_parsed", "any", false), ("stats_parsed", "any", false),
        ],
        ["remove"] =
        [
            ("path", "uri", true), ("deletionTimestamp", "long", false), ("dataChange", "flag", true), ("extendedFileMetadata", "flag", false),
            ("partitionValues", "map", false), ("size", "long", false), ("stats", "json", false), ("tags", "map", false), ("deletionVector", "vector", false),
            ("baseRowId", "long", false), ("defaultRowCommitVersion", "long", false),
        ],
        ["cdc"] = [("path", "uri", true), ("partitionValues", "map", true), ("size", "long", true), ("dataChange", "flag", true), ("tags", "map", false)],
        ["txn"] = [("appId", "text", true), ("version", "long", true), ("lastUpdated", "long", false)],
        ["domainMetadata"] = [("domain", "text", true), ("configuration", "text", true), ("removed", "flag", true)],
        ["sidecar"] = [("path", "uri", true), ("sizeInBytes", "long", true), ("modificationTime", "long", true), ("tags", "map", false)],
        ["checkpointMetadata"] = [("version", "long", true), ("tags", "map", false)],
    };

    /// <summary>Checks the fields of an action: presence, type, null, and that there are no others.</summary>
    public static void Check(string name, JsonElement body, string place)
    {
        if (name == "commitInfo")
        {
            Assert.True(body.ValueKind == JsonValueKind.Object, place);
            return;
        }

        Assert.True(Actions.ContainsKey(name), $"{place}: the action '{name}' is none of the specification");
        Fields(body, Actions[name], $"{place}: {name}");
        switch (name)
        {
            case "protocol":
                Assert.Equal(body.GetProperty("minReaderVersion").GetInt32() == 3, Has(body, "readerFeatures"));
                Assert.Equal(body.GetProperty("minWriterVersion").GetInt32() == 7, Has(body, "writerFeatures"));
                break;
            case "remove" when Has(body, "extendedFileMetadata") && body.GetProperty("extendedFileMetadata").GetBoolean():
                Assert.True(Has(body, "partitionValues") && Has(body, "size"), $"{place}: extendedFileMetadata without partitionValues and size");
                break;
            case "cdc":
                Assert.False(body.GetProperty("dataChange").GetBoolean(), $"{place}: cdc with dataChange true");
                break;
        }
    }

    public static bool Has(JsonElement body, string field) => body.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null;

    private static void Fields(JsonElement body, (string Name, string Type, bool Required)[] fields, string place)
    {
        Assert.True(body.ValueKind == JsonValueKind.Object, place);
        var names = body.EnumerateObject().Select(field => field.Name).ToList();
        Assert.Equal(names.Distinct(StringComparer.Ordinal), names);
        foreach (var field in body.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null))
        {
            var known = fields.FirstOrDefault(known => known.Name == field.Name);
            Assert.True(known.Name is not null, $"{place}: the field '{field.Name}' is none of the specification");
            Type(field.Value, known.Type, $"{place}.{field.Name}");
        }

        Assert.All(fields.Where(field => field.Required), field => Assert.True(Has(body, field.Name), $"{place}: '{field.Name}' is required"));
    }

    private static void Type(JsonElement value, string type, string place)
    {
        switch (type)
        {
            case "int":
                Assert.True(value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _), $"{place}: no int");
                break;
            case "long":
                Assert.True(value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _), $"{place}: no long");
                break;
            case "flag":
                Assert.True(value.ValueKind is JsonValueKind.True or JsonValueKind.False, $"{place}: no boolean");
                break;
            case "texts":
                Assert.True(value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String), $"{place}: no list of texts");
                break;
            case "map":
                Assert.True(
                    value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(pair => pair.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null),
                    $"{place}: no map of texts");
                break;
            case "format":
                Fields(value, [("provider", "text", true), ("options", "map", false)], place);
                break;
            case "vector":
                Fields(value, Vector, place);
                Assert.Contains(value.GetProperty("storageType").GetString()!, (string[])["u", "i", "p"]);
                break;
            case "any":
                break;
            default:
                Assert.True(value.ValueKind == JsonValueKind.String, $"{place}: no text");
                Text(value.GetString()!, type, place);
                break;
        }
    }

    private static void Text(string text, string type, string place)
    {
        if (type == "json")
        {
            using var document = JsonDocument.Parse(text);
            Assert.True(document.RootElement.ValueKind == JsonValueKind.Object, place);
        }
        else if (type == "uri")
        {
            // .NET holds no path with escaped letters beyond ASCII well-formed behind file://.
            Assert.True(Uri.IsWellFormedUriString(text.StartsWith("file:///", StringComparison.Ordinal) ? text[7..] : text, UriKind.RelativeOrAbsolute), $"{place}: '{text}' is no URI");
        }
    }
}
