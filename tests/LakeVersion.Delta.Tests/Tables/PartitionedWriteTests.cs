using Apache.Arrow.Types;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Tables;

/// <summary>How many files rows make that come in no order of their partitions.</summary>
public sealed class PartitionedWriteTests
{
    private const int Partitions = 100;
    private const int Rows = 20_000;

    private readonly IObjectStore store = TestStores.Open();

    [Fact]
    public async Task Unsorted_rows_make_one_file_a_partition() => Assert.Equal(Partitions, await FilesAsync(new DataFileOptions()));

    [Fact]
    public async Task With_little_memory_more_files_hold_the_same_rows() =>
        Assert.InRange(await FilesAsync(new DataFileOptions { MaxGatheredBytes = 20_000, MaxOpenFiles = 4 }), Partitions + 1, Rows);

    private async Task<int> FilesAsync(DataFileOptions files)
    {
        var schema = Schema(("id", Int64Type.Default), ("part", Int64Type.Default));
        var table = await DeltaTable.CreateAsync(store, Context, schema, new CreateOptions { PartitionColumns = ["part"] });
        var batches = Enumerable.Range(0, 20).Select(b => Batch(
            ("id", Longs([.. Enumerable.Range(b * 1000, 1000).Select(id => (long?)id)])),
            ("part", Longs([.. Enumerable.Range(b * 1000, 1000).Select(id => (long?)(id * 7919 % Partitions))])))).ToArray();
        await table.AppendAsync(Stream(batches), new AppendOptions { Files = files });

        var snapshot = await table.SnapshotAsync();
        Assert.Equal(
            Enumerable.Range(0, Rows).Select(id => $"{id}|{id * 7919L % Partitions}").Order(),
            (await snapshot.RowsAsync()).Order());
        return snapshot.Files.Count;
    }
}
