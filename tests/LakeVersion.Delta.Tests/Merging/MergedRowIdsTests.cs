using Apache.Arrow.Types;
using CsCheck;
using LakeVersion.Delta.Merging;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Merging;

/// <summary>Random edits on two branches of a table with row tracking, merged back and forth, reverts and restorations among them.</summary>
public sealed class MergedRowIdsTests
{
    private static readonly Gen<Step> GenStep = Gen.Select(Gen.Bool, Gen.Frequency(
        (3, Gen.Const("append")), (3, Gen.Const("set")), (2, Gen.Const("delete")), (1, Gen.Const("optimize")),
        (1, Gen.Const("restore")), (2, Gen.Const("revert")), (4, Gen.Const("merge"))), Gen.Int[0, 99], Gen.Enum<MergeSide>().Where(side => side != MergeSide.Value))
        .Select(step => new Step(step.Item1, step.Item2, step.Item3, step.Item4));

    private static readonly Gen<Run> GenRun = Gen.Select(GenStep.Array[6, 16], Gen.Bool, Gen.Bool, (steps, vectors, keyed) => new Run(steps, vectors, keyed));

    [Fact]
    public void No_two_rows_have_one_id_and_no_id_is_given_to_another_row() =>
        GenRun.Sample(run => RunAsync(run).GetAwaiter().GetResult(), iter: TestStores.Cases(20, onServer: 3), threads: 1);

    [Fact]
    [Trait("tier", "long")]
    public void No_two_rows_have_one_id_and_no_id_is_given_to_another_row_in_many_runs() =>
        RandomCases.Check(GenRun, RunAsync, TestStores.Cases(LongTier.Cases(600), onServer: 20));

    [Fact]
    public async Task A_base_of_the_other_branchs_log_is_no_later_version_of_the_same()
    {
        var sides = await TwoSides.Of(properties: new Dictionary<string, string> { ["delta.enableRowTracking"] = "true" });
        foreach (var id in new[] { 7, 9, 10 })
        {
            await TableMergerTests.AppendAsync(sides.Ours, id, "x");
        }

        await TableMergerTests.AppendAsync(sides.Theirs, 8, "y");
        var back = sides.Mirror();
        await back.MergeAsync();
        var ours = await sides.Ours.SnapshotAsync();
        await sides.CommitAsync(ours, ours, await back.Ours.SnapshotAsync());
        var rows = await StoredIds.ReadAsync(sides.OursStore, await sides.Ours.SnapshotAsync(), "id");
        Assert.Equal("8", rows.MaxBy(row => row.Id).Cell);
        Assert.Equal(10, rows.Select(row => row.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_revert_brings_back_rows_with_their_ids_also_of_files_that_hold_them()
    {
        var sides = await TwoSides.Of(vectors: false, properties: new Dictionary<string, string> { ["delta.enableRowTracking"] = "true" });
        await sides.Ours.OptimizeAsync();
        var before = await sides.Ours.SnapshotAsync();
        await sides.Ours.DeleteAsync(((ColumnPath)"id").EqualTo(2));
        var after = await sides.Ours.SnapshotAsync();
        await TableMergerTests.AppendAsync(sides.Ours, 7, "x");
        sides = TwoSides.Of(sides.Base, sides.OursStore);
        Assert.Empty((await sides.CommitAsync(after, await sides.Ours.SnapshotAsync(), before)).Conflicts);
        var rows = await StoredIds.ReadAsync(sides.OursStore, await sides.Ours.SnapshotAsync(), "id");
        Assert.Equal(["1 0", "2 1", "3 2", "4 3", "5 4", "6 5"], rows.Where(row => row.Cell != "7").Select(row => $"{row.Cell} {row.Id}").Order(StringComparer.Ordinal));
    }

    private static async Task RunAsync(Run run)
    {
        var store = new FaultyStore();
        var properties = new Dictionary<string, string> { ["delta.enableRowTracking"] = "true", ["delta.enableDeletionVectors"] = run.Vectors ? "true" : "false" };
        if (run.Keyed)
        {
            properties["lakeversion.key"] = "id";
        }

        var table = await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default), ("name", StringType.Default)), new CreateOptions { Properties = properties });
        await table.AppendAsync(Stream(Batch(("id", Longs(1, 2, 3)), ("name", Strings("a", "b", null)))));
        await table.AppendAsync(Stream(Batch(("id", Longs(4, 5, 6)), ("name", Strings("a", "b", null)))));
        var (left, right) = (new Side(store.Copy()), new Side(store.Copy()));
        await left.CheckAsync();
        await right.CheckAsync();
        var @base = await table.SnapshotAsync();
        var next = 7;
        foreach (var step in run.Steps)
        {
            var (mine, other) = step.IsLeft ? (left, right) : (right, left);
            var now = await mine.Table.SnapshotAsync();
            switch (step.Kind)
            {
                case "append":
                    await mine.Table.AppendAsync(Stream(Batch(("id", Longs(next, next + 1)), ("name", Strings("n", "m")))));
                    next += 2;
                    break;
                case "set":
                    await mine.Table.UpsertAsync(Stream(Batch(("id", Longs(step.Number % next)), ("name", Strings($"s{step.Number}")))), ["id"]);
                    break;
                case "delete":
                    await mine.Table.DeleteAsync(((ColumnPath)"id").In([Scalar.Of(step.Number % next), Scalar.Of((step.Number + 3) % next)]));
                    break;
                case "optimize":
                    await mine.Table.OptimizeAsync();
                    break;
                case "restore":
                    await mine.Table.RestoreAsync(step.Number % (now.Version + 1));
                    break;
                case "revert":
                    var version = 1 + (step.Number % now.Version);
                    await mine.MergeAsync(await mine.Table.SnapshotAsync(version), now, await mine.Table.SnapshotAsync(version - 1), step.Decision);
                    break;
                default:
                    var there = await other.Table.SnapshotAsync();
                    if (await mine.MergeAsync(@base, now, there, step.Decision))
                    {
                        @base = there;
                    }

                    break;
            }

            await mine.CheckAsync();
        }
    }

    private sealed record Step(bool IsLeft, string Kind, int Number, MergeSide Decision)
    {
        public override string ToString() => $"{(IsLeft ? "left" : "right")} {Kind} {Number} {Decision}";
    }

    private sealed record Run(Step[] Steps, bool Vectors, bool Keyed)
    {
        public override string ToString() => $"{string.Join(", ", Steps.AsEnumerable())}; vectors {Vectors}, keyed {Keyed}";
    }

    private sealed class Side(FaultyStore store)
    {
        private readonly Dictionary<long, string> known = [];

        public DeltaTable Table { get; private set; } = DeltaTable.At(store, Context);

        /// <summary>Merges; false where it is not possible.</summary>
        public async Task<bool> MergeAsync(DeltaSnapshot @base, DeltaSnapshot ours, DeltaSnapshot theirs, MergeSide decision)
        {
            var isWhole = false;
            var options = new TableMergeOptions
            {
                Label = "theirs",
                Decide = conflict =>
                {
                    isWhole |= conflict.Kind is TableMergeConflictKind.Files or TableMergeConflictKind.Table && decision != MergeSide.Ours;
                    return decision switch { MergeSide.Ours => MergeDecision.Ours, MergeSide.Theirs => MergeDecision.Theirs, _ => MergeDecision.Base };
                },
            };
            TableMergeOutcome outcome;
            try
            {
                outcome = await new TableMerger(store, Context).MergeAsync(@base, ours, theirs, options, TestContext.Current.CancellationToken);
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Invalid && e.Message.Contains("key", StringComparison.Ordinal))
            {
                return false; // a row came back beside one that was inserted with its key meanwhile
            }

            if (outcome.Transaction is { NeedsCommit: true } transaction)
            {
                foreach (var key in outcome.Taken)
                {
                    store[key.Value] = (await theirs.Folder.GetAsync(key) ?? await @base.Folder.GetAsync(key))!.Value.ToArray();
                }

                var staged = transaction.Stage(DateTimeOffset.UnixEpoch.AddDays(20_000));
                Assert.Equal(CreateResult.Created, (await store.CreateAsync(staged.Key, staged.Content)).Result);
                Table = DeltaTable.At(store, Context);
            }

            if (isWhole)
            {
                known.Clear(); // the ids of another log came with its rows
            }

            return true;
        }

        public async Task CheckAsync()
        {
            var table = await Table.SnapshotAsync();
            var rows = await StoredIds.ReadAsync(store, table, "id");
            Assert.Equal(rows.Count, rows.Select(row => row.Id).Distinct().Count());
            Assert.All(rows, row => Assert.InRange(row.Id, 0, RowTracking.MarkOf(table)));
            foreach (var (cell, id, _) in rows)
            {
                Assert.True(known.TryAdd(id, cell) || known[id] == cell, $"id {id} is that of row {cell}, and was that of row {known[id]}");
            }
        }
    }
}
