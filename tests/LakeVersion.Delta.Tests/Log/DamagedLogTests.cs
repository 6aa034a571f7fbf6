using System.Text;
using Apache.Arrow.Types;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Log;

/// <summary>What a damaged log's errors say.</summary>
public sealed class DamagedLogTests
{
    [Fact]
    public async Task A_truncated_commit_is_told_by_file_line_and_byte()
    {
        var store = await TableAsync();
        var key = "_delta_log/00000000000000000001.json";
        var secondLine = System.Array.IndexOf(store[key], (byte)'\n') + 1;
        store[key] = store[key][..(secondLine + 40)];
        var e = await FailsAsync(LakeErrorKind.Corrupt, () => DeltaTable.OpenAsync(store, Context).AsTask());
        Assert.Contains($"{key}, line 2 (from byte {secondLine}", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"add\":{\"path\":5}}")]
    [InlineData("{\"add\":{\"path\":\"a\",\"partitionValues\":{},\"size\":1e3,\"modificationTime\":1,\"dataChange\":true}}")]
    [InlineData("{\"add\":[]}")]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("{\"add\":{\"path\":\"\\ud800\",\"partitionValues\":{},\"size\":1,\"modificationTime\":1,\"dataChange\":true}}")]
    [InlineData("{\"txn\":{\"appId\":\"a\"}}")]
    [InlineData("{\"protocol\":{\"minReaderVersion\":1}}")]
    [InlineData("{\"remove\":{\"path\":\"a\"}} {}")]
    public async Task A_line_that_is_no_action_is_refused(string line)
    {
        var store = await TableAsync();
        store["_delta_log/00000000000000000003.json"] = Encoding.UTF8.GetBytes(line);
        await FailsAsync(LakeErrorKind.Corrupt, () => DeltaTable.OpenAsync(store, Context).AsTask());
    }

    private static async Task<FaultyStore> TableAsync()
    {
        var store = new FaultyStore();
        var table = await DeltaTable.CreateAsync(
            store, Context, Schema(("id", Int64Type.Default), ("name", StringType.Default)), new CreateOptions { PartitionColumns = ["name"] });
        await table.AppendAsync(Stream(Batch(("id", Longs(1, 2)), ("name", Strings("a", "b")))));
        await table.OverwriteAsync(Stream(Batch(("id", Longs(3)), ("name", Strings("c")))));
        return store;
    }
}
