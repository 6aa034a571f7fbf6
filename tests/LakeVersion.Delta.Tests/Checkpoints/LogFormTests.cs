using Apache.Arrow.Types;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Tests.Conformance.Specification;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Parquet;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Checkpoints;

/// <summary>Tables written here are the same table from every form of their log: commits, checkpoints of both kinds, compactions.</summary>
[Trait("store", "none")]
public sealed class LogFormTests
{
    public static TheoryData<string> Layouts => new(
        "", "delta.checkpointPolicy=v2", "delta.checkpoint.writeStatsAsStruct=true", "delta.enableDeletionVectors=true",
        "delta.checkpointPolicy=v2;delta.enableDeletionVectors=true;delta.columnMapping.mode=name;delta.enableChangeDataFeed=true",
        "delta.checkpoint.writeStatsAsStruct=true;delta.checkpoint.writeStatsAsJson=false;delta.columnMapping.mode=name");

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task A_table_is_the_same_from_every_form_of_its_log(string properties)
    {
        var store = new MemoryStore();
        var table = await WriteAsync(store, properties);
        var newest = await table.SnapshotAsync();
        var commits = new AlteredStore(store) { Hides = key => IsLog(key) && !IsCommit(key) };
        var expected = await DescribeAsync(commits, newest.Version);

        await table.CompactLogAsync(1, 3);
        await table.CompactLogAsync(4, newest.Version);
        Assert.Equal(expected, await DescribeAsync(store, newest.Version));
        await store.DeleteAsync([StoreKey.Parse("_delta_log/00000000000000000002.json"), StoreKey.Parse("_delta_log/00000000000000000005.json")]);
        Assert.Equal(expected, await DescribeAsync(store, newest.Version));

        await table.CheckpointAsync();
        var alone = new AlteredStore(store) { Hides = key => IsLog(key) && (IsCommit(key) || IsCompaction(key)) };
        var fromCheckpoint = await DescribeAsync(alone, newest.Version);
        Assert.Equal(Comparable(expected, properties), Comparable(fromCheckpoint, properties));
        Assert.Equal(Comparable(expected, properties), Comparable(await DescribeAsync(alone, newest.Version, ParquetEngines.Managed), properties));

        // Again from the checkpoint, whose tombstones must not be lost.
        var again = await (await DeltaTable.OpenAsync(alone, Context)).CheckpointAsync();
        Assert.Equal(Comparable(expected, properties), Comparable(await DescribeAsync(alone, newest.Version), properties));
        Assert.True(again.Actions > again.Files + 2, "tombstones are gone");
        await LogCheck.RunAsync(store);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task All_that_is_written_to_a_log_is_as_the_specification_says(string properties)
    {
        var store = new MemoryStore();
        var table = await WriteAsync(store, properties);
        await table.CompactLogAsync(0, 4);
        await table.CheckpointAsync(3);
        await table.CheckpointAsync();

        var seen = await LogCheck.RunAsync(store);

        Assert.Equal((await table.SnapshotAsync()).Version + 1, seen["checksum"]);
        Assert.True(seen["commit"] > 15 && seen["compaction"] > 3 && seen["hint"] == 1);
        Assert.True(properties.Contains("v2", StringComparison.Ordinal) ? seen["v2"] > 6 && seen["sidecar"] > 4 : seen["classic"] > 10);
        Assert.True((await table.CheckAsync()).ChecksumFault is null);
    }

    /// <summary>A table of all that versions do: rows, applications, a metadata change, removals, a restore; texts beyond the basic plane, NaN, nulls.</summary>
    private static async Task<DeltaTable> WriteAsync(IObjectStore store, string properties)
    {
        var options = new CreateOptions
        {
            PartitionColumns = ["part"],
            Properties = properties.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]),
        };
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default), ("part", StringType.Default), ("x", DoubleType.Default)), options);
        await table.AppendAsync(Stream(Rows(1, 2, 3)), new AppendOptions { Application = new ApplicationBatch("app", 1) });
        await table.AppendAsync(Stream(Rows(4, 5)));
        await table.DeleteAsync(Predicate.All(new Comparison("id", ComparisonOperator.Equal, Scalar.Of(2))));
        await table.OverwriteAsync(Stream(Rows(6, 7, 8, 9)));
        await table.ChangeAsync(new SetProperties { Properties = new Dictionary<string, string> { ["owner"] = "ada" }, Description = "a 😀 table" });
        await table.AppendAsync(Stream(Rows(10)), new AppendOptions { Application = new ApplicationBatch("app", 2) });
        await table.DeleteAsync(Predicate.All(new Comparison("id", ComparisonOperator.GreaterOrEqual, Scalar.Of(8))));
        await table.RestoreAsync(4);
        await table.DeleteAsync(Predicate.All(new Comparison("id", ComparisonOperator.Equal, Scalar.Of(6))));
        return table;
    }

    private static Apache.Arrow.RecordBatch Rows(params long[] ids) => Batch(
        ("id", Longs([.. ids.Select(id => id % 5 == 0 ? null : (long?)id)])),
        ("part", Strings([.. ids.Select(id => id % 3 == 0 ? null : id % 3 == 1 ? "ä 😀/%" : "b=c")])),
        ("x", Doubles([.. ids.Select(id => id % 4 == 0 ? double.NaN : id % 4 == 1 ? -0.0 : id / 3.0)])));

    private static async Task<List<string>> DescribeAsync(IObjectStore store, long version, IParquetEngine? engine = null)
    {
        var snapshot = await (await DeltaTable.OpenAsync(store, Context with { Parquet = engine ?? ParquetEngines.Default })).SnapshotAsync();
        Assert.Equal(version, snapshot.Version);
        return [.. SnapshotText.Of(snapshot), $"rows {snapshot.RowCount}", .. await snapshot.RowsAsync()];
    }

    // Statistics that a checkpoint keeps in parsed form alone come back in another spelling; what they say is tested with them.
    private static List<string> Comparable(List<string> lines, string properties) => properties.Contains("AsJson=false", StringComparison.Ordinal)
        ? [.. lines.Select(line => System.Text.RegularExpressions.Regex.Replace(line, "\\{\"numRecords\".*\\} (none|\\{)", "$1"))]
        : lines;

    private static bool IsLog(string key) => key.StartsWith("_delta_log/", StringComparison.Ordinal);

    private static bool IsCommit(string key) => IsLog(key) && key.EndsWith(".json", StringComparison.Ordinal) && Path.GetFileName(key).Length == 25;

    private static bool IsCompaction(string key) => key.EndsWith(".compacted.json", StringComparison.Ordinal);
}
