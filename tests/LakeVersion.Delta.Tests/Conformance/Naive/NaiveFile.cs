using System.Text.Json.Nodes;

namespace LakeVersion.Delta.Tests.Conformance.Naive;

/// <summary>A live file, read from a commit without any of our code.</summary>
public sealed record NaiveFile(string Path, IReadOnlyDictionary<string, string?> PartitionValues, JsonObject? DeletionVector)
{
    /// <summary>PROTOCOL.md, "Derived Fields": what tells the vectors of one file apart.</summary>
    public string? VectorId => DeletionVector is not { } vector
        ? null
        : $"{vector["storageType"]}{vector["pathOrInlineDv"]}" + (vector["offset"] is { } offset ? $"@{offset}" : "");

    /// <summary>One file however it is spelled: absolute paths may carry their scheme, and URIs are escaped.</summary>
    public string Key => Uri.UnescapeDataString(Path.StartsWith("file:///", StringComparison.Ordinal) ? Path["file://".Length..] : Path) + " " + VectorId;

    /// <summary>Where the file is on this machine, below the table's folder.</summary>
    public string On(string folder) => System.IO.Path.Combine(
        folder, Uri.UnescapeDataString(Path.StartsWith("file:///", StringComparison.Ordinal) ? Path["file://".Length..] : Path));

    public static NaiveFile Of(JsonNode action) => new(
        (string)action["path"]!,
        (action["partitionValues"] as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => (string?)pair.Value, StringComparer.Ordinal),
        action["deletionVector"] as JsonObject);
}
