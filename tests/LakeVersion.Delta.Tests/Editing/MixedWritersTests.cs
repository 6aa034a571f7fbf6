using Apache.Arrow.Types;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Editing;

/// <summary>Writers that append, delete, upsert and optimize one table, each with ids of its own, so that the end is known.</summary>
public sealed class MixedWritersTests
{
    private static readonly TableConflictRule[] OfFiles =
        [TableConflictRule.ConcurrentAppend, TableConflictRule.FileRemovedThatWasRead, TableConflictRule.FileRemovedByBoth];

    private static readonly ColumnPath Id = "id";

    private readonly FaultyStore store = new();

    [Theory]
    [InlineData(6, 6, true)]
    [InlineData(6, 6, false)]
    public Task No_row_is_lost_or_doubled(int writers, int steps, bool vectors) => RunAsync(writers, steps, vectors);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("tier", "long")]
    public Task No_row_is_lost_or_doubled_by_sixteen_writers(bool vectors) => RunAsync(16, 12, vectors);

    private async Task RunAsync(int writers, int steps, bool vectors)
    {
        await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default), ("step", Int64Type.Default)), new CreateOptions
        {
            Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = vectors ? "true" : "false" },
        });
        var rows = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() => WriteAsync(writer, steps))));
        var snapshot = await (await DeltaTable.OpenAsync(store, Context)).SnapshotAsync();
        Assert.Equal(rows.SelectMany(own => own).Order(StringComparer.Ordinal), (await snapshot.RowsAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(rows.Sum(own => own.Count), snapshot.RowCount);
    }

    // The rows that the writer leaves.
    private async Task<List<string>> WriteAsync(int writer, int steps)
    {
        var table = await DeltaTable.OpenAsync(store, Context);
        var random = new System.Random(writer);
        var own = new Dictionary<long, long>();
        for (var step = 0; step < steps; step++)
        {
            var (fresh, known) = ((writer * 1_000L) + step, own.Count == 0 ? -1 : own.Keys.ElementAt(random.Next(own.Count)));
            var kind = own.Count == 0 ? 0 : random.Next(4);
            await UntilItSucceedsAsync(async () => _ = kind switch
            {
                0 => await table.AppendAsync(Stream(Batch(("id", Longs(fresh)), ("step", Longs(step))))),
                1 => await table.DeleteAsync(Id.EqualTo(known)),
                2 => await table.UpsertAsync(Stream(Batch(("id", Longs(known, fresh)), ("step", Longs(step, step)))), ["id"]),
                _ => await table.OptimizeAsync(),
            });
            if (kind is 0 or 2)
            {
                own[fresh] = step;
            }

            if (kind is 1 or 2)
            {
                _ = kind == 1 ? own.Remove(known) ? 1 : 0 : own[known] = step;
            }
        }

        return [.. own.Select(pair => $"{pair.Key}|{pair.Value}")];
    }

    // An upsert whose key was deleted before it inserts it; so every try does what the model says.
    private static async Task UntilItSucceedsAsync(Func<Task> act)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await act();
                return;
            }
            catch (TableConflictException e) when (tries < 200)
            {
                Assert.All(e.Conflicts, conflict => Assert.Contains(conflict.Rule, OfFiles));
            }
        }
    }
}
