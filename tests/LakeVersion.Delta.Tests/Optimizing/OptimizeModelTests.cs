using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using LakeVersion.Delta.Clustering;
using LakeVersion.Delta.Optimizing;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Vacuuming;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;
using Microsoft.Extensions.Time.Testing;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Optimizing;

/// <summary>Random optimizing and vacuuming between other changes, against a model that keeps rows in memory.</summary>
public sealed class OptimizeModelTests
{
    private static readonly Gen<Step> GenStep = Gen.Frequency(
        (4, Gen.Int[0, 500].Array[0, 8].Select(rows => new Step("append", rows, 0))),
        (1, Gen.Int[0, 500].Array[0, 4].Select(rows => new Step("overwrite", rows, 0))),
        (3, Gen.Int[1, 5000].Select(target => new Step("optimize", [], target))),
        (2, Gen.Int[1, 5000].Select(target => new Step("cluster", [], target))),
        (1, Gen.Const(new Step("vacuum", [], 0))),
        (1, Gen.Int[0, 20].Select(version => new Step("restore", [], version))));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rows_stay_whatever_is_done_to_their_files(bool isPartitioned) =>
        GenStep.Array[1, 12].Sample(steps => RunAsync(isPartitioned, steps).GetAwaiter().GetResult(), iter: 40, threads: 1);

    [Theory]
    [Trait("tier", "long")]
    [InlineData(false)]
    [InlineData(true)]
    public void Rows_stay_in_many_runs(bool isPartitioned) =>
        GenStep.Array[1, 25].Sample(steps => RunAsync(isPartitioned, steps).GetAwaiter().GetResult(), iter: 500, threads: 1);

    private static async Task RunAsync(bool isPartitioned, Step[] steps)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        var options = new CreateOptions { PartitionColumns = isPartitioned ? ["part"] : [] };
        var table = await DeltaTable.CreateAsync(new MemoryStore(clock), Context with { Time = clock }, Schema(("id", Int64Type.Default), ("part", StringType.Default)), options);
        List<List<int>> versions = [[]];
        var readable = 0;
        foreach (var step in steps)
        {
            await ApplyAsync(table, step, versions, readable);
            var snapshot = await table.SnapshotAsync();
            Assert.Equal(versions.Count - 1, snapshot.Version);
            if (step.Kind == "vacuum")
            {
                // Versions younger than the retention of none are those that nothing was removed from since.
                readable = versions.Count - 1;
            }

            for (var version = readable; version < versions.Count; version++)
            {
                var then = await table.SnapshotAsync(version);
                Assert.Equal(versions[version].Select(Text).Order(StringComparer.Ordinal), (await then.RowsAsync()).Order(StringComparer.Ordinal));
                Assert.Equal(versions[version].Count, then.RowCount);
            }
        }
    }

    private static async Task ApplyAsync(DeltaTable table, Step step, List<List<int>> versions, int readable)
    {
        var files = new DataFileOptions { TargetSizeBytes = Math.Max(1, step.Number) };
        switch (step.Kind)
        {
            case "append":
                await table.AppendAsync(Stream(Batch(step.Rows)));
                versions.Add([.. versions[^1], .. step.Rows]);
                break;
            case "overwrite":
                await table.OverwriteAsync(Stream(Batch(step.Rows)));
                versions.Add([.. step.Rows]);
                break;
            case "restore":
                var version = readable + (step.Number % (versions.Count - readable));
                await table.RestoreAsync(version);
                versions.Add(versions[version]);
                break;
            case "vacuum":
                await table.VacuumAsync(new VacuumOptions { Retention = TimeSpan.Zero, AllowShortRetention = true });
                break;
            default:
                var options = new OptimizeOptions { Files = files, ClusterBy = step.Kind == "cluster" ? ["id"] : [], Curve = SpaceCurve.Hilbert, MaxSortedBytes = 1 + (step.Number * 10) };
                if (!(await table.OptimizeAsync(options)).IsUnchanged)
                {
                    versions.Add(versions[^1]);
                }

                break;
        }
    }

    private static RecordBatch Batch(int[] rows) => Bench.Batch(
        ("id", Longs([.. rows.Select(row => row % 7 == 0 ? null : (long?)row)])), ("part", Strings([.. rows.Select(Part)])));

    private static string? Part(int row) => row % 5 == 0 ? null : $"p{row % 3}";

    private static string Text(int row) => $"{(row % 7 == 0 ? "null" : row)}|{Part(row) ?? "null"}";

    private sealed record Step(string Kind, int[] Rows, int Number);
}
