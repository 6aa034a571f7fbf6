using System.Text.Json.Nodes;
using LakeVersion.Delta.Checking;
using LakeVersion.Delta.Locations;
using LakeVersion.Delta.Tests.Conformance;
using LakeVersion.Delta.Tests.Conformance.Naive;
using LakeVersion.Delta.Tests.Conformance.Specification;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Parquet;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.Readers;

/// <summary>Reads a table that was written here in every way that there is, and finds them equal: the plainest replay with DuckDB, both of our
/// engines, and every form of the log. Its log, statistics and checksums are held against the specification and a recount.</summary>
internal static class ReaderCheck
{
    /// <summary>Checks all versions of a table in a folder of this machine; writes compactions and checkpoints to its log.</summary>
    /// <returns>The rows of the newest version, sorted.</returns>
    public static async Task<List<string>> RunAsync(string folder)
    {
        var rows = await VersionsAsync(folder);
        await FormsAsync(folder);
        await LogCheck.RunAsync(new FolderStore(folder));
        return rows;
    }

    private static async Task<List<string>> VersionsAsync(string folder)
    {
        var log = Path.Combine(folder, "_delta_log");
        var commits = new AlteredStore(new FolderStore(folder)) { Hides = key => IsLog(key) && !IsCommit(key) };
        var (native, managed) = (await OpenAsync(folder, ParquetEngines.Default), await OpenAsync(folder, ParquetEngines.Managed));
        var bare = await DeltaTable.OpenAsync(commits, Context(folder, ParquetEngines.Default));
        using var naive = new NaiveRows(folder);
        List<string> rows = [];
        foreach (var state in NaiveState.Replay(log, NaiveState.Count(log)))
        {
            var snapshot = await native.SnapshotAsync(state.Version);
            StateCheck.Equal(state, snapshot);
            StateCheck.Equal(state, await bare.SnapshotAsync(state.Version));
            rows = naive.Of(state);
            Assert.Equal(rows, await TypedRows.OfAsync(state.Columns, snapshot));
            Assert.Equal(rows, await TypedRows.OfAsync(state.Columns, await managed.SnapshotAsync(state.Version)));
            Assert.True(snapshot.RowCount is null || snapshot.RowCount == rows.Count, $"version {state.Version} says {snapshot.RowCount} rows and has {rows.Count}");
            ChecksumCheck.Run(state, snapshot, folder);
            StatisticsCheck.Run(state, snapshot, folder);
        }

        var report = await native.CheckAsync(options: new TableCheckOptions { Deep = true });
        Assert.True(report.IsWhole && report.ChecksumFault is null, $"{report}");
        return rows;
    }

    private static async Task FormsAsync(string folder)
    {
        var table = await OpenAsync(folder, ParquetEngines.Default);
        var store = new LocalFolderStore(folder);
        var newest = (await table.SnapshotAsync()).Version;
        var expected = await DescribeAsync(folder, key => IsLog(key) && !IsCommit(key));
        if (newest > 2 && Directory.GetFiles(Path.Combine(folder, "_delta_log"), "*.compacted.json").Length == 0)
        {
            await table.CompactLogAsync(0, newest / 2);
            await table.CompactLogAsync((newest / 2) + 1, newest);
            Assert.Equal(expected, await DescribeAsync(folder, key => IsCheckpoint(key)));
        }

        await table.CheckpointAsync();
        bool Rest(string key) => IsLog(key) && (IsCommit(key) || IsCompaction(key));
        Assert.Equal(expected, await DescribeAsync(folder, Rest));
        Assert.Equal(expected, await DescribeAsync(folder, Rest, ParquetEngines.Managed));
        await (await DeltaTable.OpenAsync(new AlteredStore(store) { Hides = Rest }, Context(folder, ParquetEngines.Default))).CheckpointAsync();
        Assert.Equal(expected, await DescribeAsync(folder, Rest));
    }

    private static async Task<List<string>> DescribeAsync(string folder, Func<string, bool> hides, IParquetEngine? engine = null)
    {
        var store = new AlteredStore(new FolderStore(folder)) { Hides = hides };
        var snapshot = await (await DeltaTable.OpenAsync(store, Context(folder, engine ?? ParquetEngines.Default))).SnapshotAsync();
        var columns = (JsonArray)JsonNode.Parse(snapshot.Metadata.SchemaString)!["fields"]!;
        return [.. SnapshotText.Of(snapshot), $"rows {snapshot.RowCount}", .. await TypedRows.OfAsync(columns, snapshot)];
    }

    private static async Task<DeltaTable> OpenAsync(string folder, IParquetEngine engine) => await DeltaTable.OpenAsync(folder, Bench.Context with { Parquet = engine });

    // Files at absolute paths are found as they are by a table that is opened by its place.
    private static DeltaContext Context(string folder, IParquetEngine engine) =>
        Bench.Context with { Parquet = engine, AbsoluteFiles = TableLocation.Parse(folder, []) };

    private static bool IsLog(string key) => key.StartsWith("_delta_log/", StringComparison.Ordinal);

    private static bool IsCommit(string key) => key.EndsWith(".json", StringComparison.Ordinal) && Path.GetFileName(key).Length == 25;

    private static bool IsCompaction(string key) => key.EndsWith(".compacted.json", StringComparison.Ordinal);

    private static bool IsCheckpoint(string key) => IsLog(key) && key.Contains("checkpoint", StringComparison.Ordinal);
}
