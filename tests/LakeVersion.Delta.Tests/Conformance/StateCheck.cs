using System.Text.Json.Nodes;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Tests.Conformance.Naive;

namespace LakeVersion.Delta.Tests.Conformance;

/// <summary>A snapshot against the plain replay: files and their vectors, protocol, metadata, transactions, domains.</summary>
internal static class StateCheck
{
    public static void Equal(NaiveState expected, DeltaSnapshot found, long? version = null, string? id = null)
    {
        Assert.Equal(version ?? expected.Version, found.Version);
        Assert.Equal(
            expected.Files.Values.Select(file => $"{file.Path} {file.VectorId}").Order(StringComparer.Ordinal),
            found.Files.Select(file => $"{file.Path} {file.DeletionVector?.UniqueId}").Order(StringComparer.Ordinal));
        Protocol(expected, found);
        var metadata = expected.Metadata!;
        if (id is not null)
        {
            // A checkpoint of its own words: another id, the columns in another order, one more.
            Assert.Equal(id, found.Metadata.Id);
            Assert.Subset(found.Schema.FieldsList.Select(field => field.Name).ToHashSet(), expected.Columns.Select(column => (string)column!["name"]!).ToHashSet());
            return;
        }

        Assert.Equal((string)metadata["id"]!, found.Metadata.Id);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse((string)metadata["schemaString"]!), JsonNode.Parse(found.Metadata.SchemaString)), found.Metadata.SchemaString);
        Assert.Equal(expected.Columns.Select(column => (string)column!["name"]!), found.Schema.FieldsList.Select(field => field.Name));
        Assert.Equal(expected.Columns.Select(column => (bool)column!["nullable"]!), found.Schema.FieldsList.Select(field => field.IsNullable));
        Assert.Equal(metadata["partitionColumns"]!.AsArray().Select(column => (string)column!), found.PartitionColumns);
        Assert.Equal(
            (metadata["configuration"]?.AsObject() ?? []).Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal),
            found.Properties.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(
            expected.Transactions.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal),
            found.Transactions.Select(pair => $"{pair.Key}={pair.Value.Version}").Order(StringComparer.Ordinal));
        Assert.Equal(
            expected.Domains.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal),
            found.Domains.Select(pair => $"{pair.Key}={pair.Value.Configuration}").Order(StringComparer.Ordinal));
    }

    private static void Protocol(NaiveState expected, DeltaSnapshot found)
    {
        Assert.Equal((int)expected.Protocol!["minReaderVersion"]!, found.Protocol.MinReaderVersion);
        Assert.Equal((int)expected.Protocol["minWriterVersion"]!, found.Protocol.MinWriterVersion);
        IEnumerable<string> Features(string name) => (expected.Protocol[name]?.AsArray() ?? []).Select(feature => (string)feature!).Order(StringComparer.Ordinal);
        Assert.Equal(Features("readerFeatures"), (found.Protocol.ReaderFeatures ?? []).Order(StringComparer.Ordinal));
        Assert.Equal(Features("writerFeatures"), (found.Protocol.WriterFeatures ?? []).Order(StringComparer.Ordinal));
    }
}
