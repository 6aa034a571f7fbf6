using System.Text.Json.Nodes;

namespace LakeVersion.Delta.Tests.Conformance.Naive;

/// <summary>A table at a version by the plainest replay of its JSON commits (PROTOCOL.md, "Action Reconciliation"): no checkpoint, no hint, none of our code.</summary>
public sealed class NaiveState
{
    public long Version { get; private set; } = -1;

    public JsonNode? Protocol { get; private set; }

    public JsonNode? Metadata { get; private set; }

    public Dictionary<string, NaiveFile> Files { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, long> Transactions { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Domains { get; } = new(StringComparer.Ordinal);

    public string? Mode => SupportsMapping ? (string?)Metadata!["configuration"]?["delta.columnMapping.mode"] : null;

    /// <summary>The table's columns.</summary>
    public JsonArray Columns => (JsonArray)JsonNode.Parse((string)Metadata!["schemaString"]!)!["fields"]!;

    private bool SupportsMapping => (int)Protocol!["minReaderVersion"]! == 2
        || (Protocol["readerFeatures"] as JsonArray ?? []).Any(feature => (string)feature! == "columnMapping");

    /// <summary>The versions of which every commit from 0 on is there.</summary>
    public static int Count(string log) =>
        Enumerable.Range(0, int.MaxValue).TakeWhile(version => File.Exists(Commit(log, version))).Count();

    public static string Commit(string log, long version) => Path.Combine(log, $"{version:D20}.json");

    /// <summary>The states of the first versions, one after another, in one object that moves on.</summary>
    public static IEnumerable<NaiveState> Replay(string log, int count)
    {
        var state = new NaiveState();
        for (var version = 0L; version < count; version++)
        {
            state.Apply(version, Actions(log, version));
            yield return state;
        }
    }

    public static List<JsonObject> Actions(string log, long version) =>
        [.. File.ReadLines(Commit(log, version)).Where(line => line.Length > 0).Select(line => (JsonObject)JsonNode.Parse(line)!)];

    private void Apply(long version, List<JsonObject> actions)
    {
        Version = version;

        // A version's actions are a set: what it removes was there before, what it adds is there after.
        foreach (var action in actions.OrderBy(action => action["add"] is null ? 0 : 1))
        {
            Protocol = action["protocol"]?.DeepClone() ?? Protocol;
            Metadata = action["metaData"]?.DeepClone() ?? Metadata;
            if (action["remove"] is { } removed)
            {
                Files.Remove(NaiveFile.Of(removed).Key);
            }

            if (action["add"] is { } added)
            {
                Files[NaiveFile.Of(added).Key] = NaiveFile.Of(added);
            }

            if (action["txn"] is { } txn)
            {
                Transactions[(string)txn["appId"]!] = (long)txn["version"]!;
            }

            if (action["domainMetadata"] is { } domain)
            {
                Domains[(string)domain["domain"]!] = (string)domain["configuration"]!;
                _ = (bool?)domain["removed"] == true && Domains.Remove((string)domain["domain"]!);
            }
        }
    }
}
