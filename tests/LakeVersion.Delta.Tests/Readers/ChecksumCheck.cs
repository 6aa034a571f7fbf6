using System.Text.Json.Nodes;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Tests.Conformance.Naive;

namespace LakeVersion.Delta.Tests.Readers;

/// <summary>A version's checksum against a recount of what the version holds.</summary>
internal static class ChecksumCheck
{
    public static void Run(NaiveState state, DeltaSnapshot snapshot, string folder)
    {
        var log = Path.Combine(folder, "_delta_log");
        var path = Path.ChangeExtension(NaiveState.Commit(log, state.Version), ".crc");
        Assert.True(File.Exists(path), $"version {state.Version} has no checksum");
        var root = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        Assert.Equal(snapshot.Files.Count, (long)root["numFiles"]!);
        Assert.Equal(snapshot.Files.Sum(file => file.Size), (long)root["tableSizeBytes"]!);
        Same(state.Protocol, root["protocol"]);
        Same(state.Metadata, root["metadata"]);
        Assert.Equal(
            state.Transactions.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal),
            root["setTransactions"]!.AsArray().Select(txn => $"{txn!["appId"]}={txn["version"]}").Order(StringComparer.Ordinal));
        Assert.Equal(
            state.Domains.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal),
            root["domainMetadata"]!.AsArray().Select(domain => $"{domain!["domain"]}={domain["configuration"]}").Order(StringComparer.Ordinal));
        var info = NaiveState.Actions(log, state.Version).Single(action => action.ContainsKey("commitInfo"))["commitInfo"]!;
        Assert.Equal((long?)info["inCommitTimestamp"], (long?)root["inCommitTimestampOpt"]);
        Assert.Equal((string?)info["txnId"], (string?)root["txnId"]);
    }

    // What is null is as what is not there.
    private static void Same(JsonNode? expected, JsonNode? found)
    {
        static JsonNode Filled(JsonNode node)
        {
            var copy = node.DeepClone().AsObject();
            copy.Where(pair => pair.Value is null).ToList().ForEach(pair => copy.Remove(pair.Key));
            return copy;
        }

        Assert.True(JsonNode.DeepEquals(Filled(expected!), Filled(found!)), $"expected {expected!.ToJsonString()}, found {found!.ToJsonString()}");
    }
}
