using System.Text;
using Apache.Arrow.Types;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Log;

/// <summary>Whatever bytes a log holds, reading ends with rows or with a <see cref="LakeException"/>, soon.</summary>
public sealed class DamagedLogTests
{
    [Fact]
    public Task A_thousand_damaged_logs_end_in_an_error_that_is_ours() => DamageAsync(1_000, 1);

    [Fact]
    [Trait("tier", "long")]
    public Task Thirty_thousand_damaged_logs_end_in_an_error_that_is_ours() => DamageAsync(30_000, 2);

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

    private static async Task DamageAsync(int count, int seed)
    {
        var sound = await TableAsync();
        var logs = sound.Keys.Where(key => key.StartsWith("_delta_log/", StringComparison.Ordinal)).ToArray();
        var random = new System.Random(seed);
        var refused = 0;
        count = TestStores.Cases(count, onServer: count / 10);
        for (var i = 0; i < count; i++)
        {
            var store = sound.Copy();
            var key = logs[random.Next(logs.Length)];
            store[key] = Mutate(store[key], random);
            refused += await IsRefusedAsync(store, $"seed {seed}, round {i}") ? 1 : 0;
        }

        // Most damage hits punctuation, names or numbers that matter.
        Assert.InRange(refused, count / 10, count);
    }

    private static byte[] Mutate(byte[] bytes, System.Random random)
    {
        var copy = (byte[])bytes.Clone();
        var at = random.Next(copy.Length);
        switch (random.Next(4))
        {
            case 0:
                return copy[..at];
            case 1:
                copy[at] = (byte)random.Next(256);
                return copy;
            case 2:
                return [.. copy[..at], .. copy[random.Next(copy.Length)..]];
            default:
                copy[at] ^= (byte)(1 << random.Next(8));
                return copy;
        }
    }

    private static async Task<bool> IsRefusedAsync(FaultyStore store, string round)
    {
        try
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            var table = await DeltaTable.OpenAsync(store, Context, deadline.Token);
            var snapshot = await table.SnapshotAsync(deadline.Token);
            _ = snapshot.RowCount;
            await foreach (var batch in snapshot.ReadAsync(null, null, deadline.Token))
            {
                batch.Dispose();
            }

            snapshot.Prune(!new NullTest(snapshot.Schema.FieldsList[0].Name));
            await table.HistoryAsync(null, deadline.Token);
            await table.SnapshotAsync(snapshot.Timestamp, deadline.Token);
            return false;
        }
        catch (LakeException)
        {
            return true;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{round}: {e.GetType().Name}: {e.Message}", e);
        }
    }
}
