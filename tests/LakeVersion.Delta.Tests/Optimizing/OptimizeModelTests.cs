using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using LakeVersion.Delta.Clustering;
using LakeVersion.Delta.Optimizing;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Vacuuming;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using LakeVersion.Testing;
using Microsoft.Extensions.Time.Testing;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Optimizing;

/// <summary>Random optimizing and vacuuming between other changes, against a model that keeps rows in memory.</summary>
[Trait("store", "none")]
public sealed class OptimizeModelTests
{
    private static readonly Gen<Step> GenStep = Gen.Frequency(
        (4, Gen.Int[0, 500].Array[0, 8].Select(rows => new Step("append", rows, 0))),
        (1, Gen.Int[0, 500].Array[0, 4].Select(rows => new Step("overwrite", rows, 0))),
        (2, Gen.Int[0, 500].Select(least => new Step("delete", [], least))),
        (3, Gen.Int[1, 5000].Select(target => new Step("optimize", [], target))),
        (2, Gen.Int[1, 5000].Select(target => new Step("cluster", [], target))),
        (1, Gen.Const(new Step("vacuum", [], 0))),
        (1, Gen.Int[0, 20].Select(version => new Step("restore", [], version))));

    [Flags]
    public enum Layout
    {
        Plain = 0,
        Partitioned = 1,
        Vectors = 2,
        Mapped = 4,
    }

    [Theory]
    [InlineData(Layout.Plain)]
    [InlineData(Layout.Vectors)]
    [InlineData(Layout.Partitioned | Layout.Vectors | Layout.Mapped)]
    public void Rows_stay_whatever_is_done_to_their_files(Layout layout) =>
        GenStep.Array[1, 12].Sample(steps => RunAsync(layout, steps).GetAwaiter().GetResult(), iter: 30, threads: 1);

    [Fact]
    [Trait("tier", "long")]
    public void Rows_stay_in_many_runs() =>
        GenStep.Array[1, 25].Sample(steps => RunAsync((Layout)(steps.Length % 8), steps).GetAwaiter().GetResult(), iter: LongTier.Cases(1000), threads: 1);

    private static async Task RunAsync(Layout layout, Step[] steps)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        var options = new CreateOptions
        {
            PartitionColumns = layout.HasFlag(Layout.Partitioned) ? ["part"] : [],
            Properties = new Dictionary<string, string>
            {
                ["delta.enableDeletionVectors"] = layout.HasFlag(Layout.Vectors) ? "true" : "false",
                ["delta.columnMapping.mode"] = layout.HasFlag(Layout.Mapped) ? "name" : "none",
            },
        };
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
            case "delete":
                if (!(await table.DeleteAsync(ColumnPath.Of("id").AtLeast(step.Number))).IsUnchanged)
                {
                    versions.Add([.. versions[^1].Where(row => row % 7 == 0 || row < step.Number)]);
                }

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
