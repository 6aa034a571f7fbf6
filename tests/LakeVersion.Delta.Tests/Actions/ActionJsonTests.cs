using System.Text;
using System.Text.Json;
using Apache.Arrow.Types;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Actions;

public sealed class ActionJsonTests
{
    // Field, JSON type, required: the tables of PROTOCOL.md, "Actions".
    private static readonly Dictionary<string, (string Field, JsonValueKind Kind, bool Required)[]> Specified = new()
    {
        ["add"] =
        [
            ("path", JsonValueKind.String, true), ("partitionValues", JsonValueKind.Object, true), ("size", JsonValueKind.Number, true),
            ("modificationTime", JsonValueKind.Number, true), ("dataChange", JsonValueKind.True, true), ("stats", JsonValueKind.String, false),
        ],
        ["remove"] =
        [
            ("path", JsonValueKind.String, true), ("deletionTimestamp", JsonValueKind.Number, false), ("dataChange", JsonValueKind.True, true),
            ("extendedFileMetadata", JsonValueKind.True, false), ("partitionValues", JsonValueKind.Object, false), ("size", JsonValueKind.Number, false),
        ],
        ["metaData"] =
        [
            ("id", JsonValueKind.String, true), ("name", JsonValueKind.String, false), ("description", JsonValueKind.String, false),
            ("format", JsonValueKind.Object, true), ("schemaString", JsonValueKind.String, true), ("partitionColumns", JsonValueKind.Array, true),
            ("createdTime", JsonValueKind.Number, false), ("configuration", JsonValueKind.Object, true),
        ],
        ["protocol"] =
        [
            ("minReaderVersion", JsonValueKind.Number, true), ("minWriterVersion", JsonValueKind.Number, true), ("writerFeatures", JsonValueKind.Array, true),
            ("readerFeatures", JsonValueKind.Array, false),
        ],
        ["txn"] = [("appId", JsonValueKind.String, true), ("version", JsonValueKind.Number, true), ("lastUpdated", JsonValueKind.Number, false)],
        ["commitInfo"] =
        [
            ("inCommitTimestamp", JsonValueKind.Number, true), ("timestamp", JsonValueKind.Number, true), ("operation", JsonValueKind.String, true),
            ("operationParameters", JsonValueKind.Object, true), ("operationMetrics", JsonValueKind.Object, true), ("engineInfo", JsonValueKind.String, true),
            ("txnId", JsonValueKind.String, true), ("isolationLevel", JsonValueKind.String, true), ("readVersion", JsonValueKind.Number, false),
            ("isBlindAppend", JsonValueKind.True, true), ("userName", JsonValueKind.String, false), ("userMetadata", JsonValueKind.String, false),
        ],
    };

    [Theory]
    [InlineData(false, 1, new[] { "inCommitTimestamp" })]
    [InlineData(true, 3, new[] { "inCommitTimestamp", "timestampNtz" })]
    public async Task Every_written_line_has_the_fields_of_the_specification_and_no_other(bool ntz, int reader, string[] features)
    {
        var store = new FaultyStore();
        var schema = Schema(("id", Int64Type.Default), ("t", ntz ? new TimestampType(TimeUnit.Microsecond, (string?)null) : StringType.Default));
        var table = await DeltaTable.CreateAsync(store, Context, schema, new CreateOptions { Name = "n", Description = "d" });
        await table.AppendAsync(Stream(Batch(("id", Longs(1)))), new AppendOptions { Application = new("a", 1), Commit = new() { UserName = "u", UserMetadata = "m" } });
        await table.OverwriteAsync(Stream(Batch(("id", Longs(2)))));

        var seen = new HashSet<string>();
        for (var version = 0; version < 3; version++)
        {
            var lines = Encoding.UTF8.GetString(store[LogKeys.Commit(version).Value]).TrimEnd('\n').Split('\n');
            Assert.StartsWith("{\"commitInfo\":{\"inCommitTimestamp\":", lines[0], StringComparison.Ordinal);
            seen.UnionWith(lines.Select(CheckLine));
        }

        Assert.Equal(Specified.Keys.Order(), seen.Order());
        var protocol = (await table.SnapshotAsync()).Protocol;
        Assert.Equal((reader, 7), (protocol.MinReaderVersion, protocol.MinWriterVersion));
        Assert.Equal(features, protocol.WriterFeatures);
        Assert.Equal(ntz ? ["timestampNtz"] : null, protocol.ReaderFeatures);
    }

    [Fact]
    public void A_line_that_is_read_and_written_keeps_fields_that_nobody_here_knows()
    {
        var add = """{"add":{"path":"a%20b","partitionValues":{"p":null,"q":""},"size":1,"modificationTime":2,"dataChange":false,"stats":"{}","tags":{"t":"v"},"deletionVector":{"storageType":"u","pathOrInlineDv":"x","offset":4,"sizeInBytes":5,"cardinality":6},"baseRowId":7,"defaultRowCommitVersion":8,"clusteringProvider":"c","future":{"x":[1.50,null]}}}""";
        Assert.Equal(add, RoundTrip(add));
        var metadata = """{"metaData":{"id":"i","format":{"provider":"parquet","options":{"o":"1"}},"schemaString":"{}","partitionColumns":["p"],"configuration":{"who.knows":"yes","delta.x":null},"createdTime":3,"future":true}}""";
        Assert.Equal(metadata, RoundTrip(metadata));
        var domain = """{"domainMetadata":{"domain":"d","configuration":"{\"k\":1}","removed":true}}""";
        Assert.Equal(domain.Replace("\\\"", "\\\"", StringComparison.Ordinal), RoundTrip(domain));
    }

    [Fact]
    public void Nulls_are_as_good_as_absent_and_unknown_actions_are_passed_over()
    {
        var add = Assert.IsType<AddFile>(Read("""{"add":{"path":"a","partitionValues":{},"size":1,"modificationTime":2,"dataChange":true,"stats":null,"tags":null,"deletionVector":null,"baseRowId":null},"remove":null}"""));
        Assert.Null(add.Stats);
        Assert.Equal("future", Assert.IsType<UnknownAction>(Read("""{"future":{"x":[{}]}}""")).Name);
        Assert.Null(Assert.IsType<CommitInfo>(Read("""{"commitInfo":{"timestamp":"soon","operationParameters":[1],"isBlindAppend":0,"txnId":{}}}""")).TxnId);
        Assert.Equal("""{"a":1}""", Assert.IsType<CommitInfo>(Read("""{"commitInfo":{"operationParameters":{"p":{"a":1}}}}""")).OperationParameters["p"]);
    }

    private static string CheckLine(string line)
    {
        var action = Assert.Single(JsonDocument.Parse(line).RootElement.EnumerateObject().ToList());
        var fields = action.Value.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.ValueKind);
        foreach (var (field, kind, required) in Specified[action.Name])
        {
            Assert.True(!required || fields.ContainsKey(field), $"{action.Name} lacks {field}");
            if (fields.Remove(field, out var found))
            {
                Assert.Equal(kind, found == JsonValueKind.False ? JsonValueKind.True : found);
            }
        }

        Assert.Empty(fields.Keys.Except(["tags", "deletionVector"]));
        return action.Name;
    }

    private static string RoundTrip(string line) => Encoding.UTF8.GetString(ActionWriter.Write([Read(line)!])).TrimEnd('\n');

    private static DeltaAction? Read(string line) => ActionReader.Read(Encoding.UTF8.GetBytes(line));
}
