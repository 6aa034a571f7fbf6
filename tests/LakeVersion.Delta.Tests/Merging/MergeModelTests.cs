using Apache.Arrow.Types;
using CsCheck;
using LakeVersion.Delta.Editing;
using LakeVersion.Delta.Merging;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Merging;

/// <summary>Random edits on two sides of a keyed table against maps that are merged cell by cell: rows and the exact set of conflicts.</summary>
public sealed class MergeModelTests
{
    private static readonly string?[] Values = [null, "p", "q", "r"];

    private static readonly Gen<Row> GenRow = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 3], Gen.Int[0, 3], (id, l, r) => new Row(id, Values[l], Values[r]));

    private static readonly Gen<Edit> GenEdit = Gen.Frequency(
        (3, GenRow.Array[1, 3].Select(rows => new Edit("put", Distinct(rows)))),
        (2, GenRow.Array[1, 2].Select(rows => new Edit("left", Distinct(rows)))),
        (2, GenRow.Array[1, 2].Select(rows => new Edit("right", Distinct(rows)))),
        (2, GenRow.Array[1, 2].Select(rows => new Edit("delete", Distinct(rows)))),
        (1, Gen.Const(new Edit("optimize", []))));

    private static readonly Gen<Case> GenCase = Gen.Select(
        GenEdit.Array[1, 3], GenEdit.Array[0, 3], GenEdit.Array[0, 3], Gen.Bool, Gen.Bool, (before, ours, theirs, vectors, tracked) => new Case(before, ours, theirs, vectors, tracked));

    [Fact]
    public void Rows_and_conflicts_equal_the_model() =>
        GenCase.Sample(run => RunAsync(run).GetAwaiter().GetResult(), iter: TestStores.Cases(25, onServer: 4), threads: 1);

    [Fact]
    [Trait("tier", "long")]
    public void Rows_and_conflicts_equal_the_model_in_many_runs() =>
        RandomCases.Check(GenCase, RunAsync, TestStores.Cases(LongTier.Cases(600), onServer: 20));

    private static async Task RunAsync(Case run)
    {
        var store = new FaultyStore();
        var properties = new Dictionary<string, string> { ["lakeversion.key"] = "id", ["delta.enableDeletionVectors"] = run.Vectors ? "true" : "false" };
        if (run.Tracked)
        {
            properties["delta.enableRowTracking"] = "true";
        }

        var table = await DeltaTable.CreateAsync(
            store, Context, Schema(("id", Int64Type.Default), ("l", StringType.Default), ("r", StringType.Default)), new CreateOptions { Properties = properties });
        var before = await ApplyAsync(table, [], run.Base);
        var sides = TwoSides.Of(await table.SnapshotAsync(), store);
        var ours = await ApplyAsync(sides.Ours, before, run.Ours);
        var theirs = await ApplyAsync(sides.Theirs, before, run.Theirs);
        var mirror = sides.Mirror();
        foreach (var (pair, mine, other) in new[] { (sides, ours, theirs), (mirror, theirs, ours) })
        {
            var (merged, conflicts) = Model(before, mine, other);
            var outcome = await pair.MergeAsync();
            Assert.Equal(conflicts.Order(StringComparer.Ordinal), outcome.Conflicts.Select(conflict => $"{conflict.Kind} {conflict.Key} {conflict.Column}").Order(StringComparer.Ordinal));
            if (conflicts.Count > 0)
            {
                await pair.MergeAsync(_ => MergeDecision.Ours);
            }

            Assert.Equal(merged.Select(row => row.Text).Order(StringComparer.Ordinal), await pair.RowsAsync());
            if (run.Tracked)
            {
                var ids = await StoredIds.ReadAsync(pair.OursStore, await pair.Ours.SnapshotAsync(), "id");
                Assert.Equal(ids.Count, ids.Select(row => row.Id).Distinct().Count());
            }
        }
    }

    private static async Task<List<Row>> ApplyAsync(DeltaTable table, IReadOnlyList<Row> rows, Edit[] edits)
    {
        var state = rows.ToDictionary(row => row.Id);
        foreach (var edit in edits)
        {
            var ids = Longs([.. edit.Rows.Select(row => (long?)row.Id)]);
            var (l, r) = (("l", Strings([.. edit.Rows.Select(row => row.L)])), ("r", Strings([.. edit.Rows.Select(row => row.R)])));
            switch (edit.Kind)
            {
                case "put":
                    await table.UpsertAsync(Stream(Batch(("id", ids), l, r)), ["id"]);
                    edit.Rows.ForEach(row => state[row.Id] = row);
                    break;
                case "left" or "right":
                    await table.UpsertAsync(Stream(Batch(("id", ids), edit.Kind == "left" ? l : r)), ["id"], new UpsertOptions { NotMatched = [] });
                    edit.Rows.Where(row => state.ContainsKey(row.Id)).ToList().ForEach(row =>
                        state[row.Id] = edit.Kind == "left" ? state[row.Id] with { L = row.L } : state[row.Id] with { R = row.R });
                    break;
                case "delete":
                    await table.DeleteAsync(((ColumnPath)"id").In([.. edit.Rows.Select(row => Scalar.Of(row.Id))]));
                    edit.Rows.ForEach(row => state.Remove(row.Id));
                    break;
                default:
                    await table.OptimizeAsync();
                    break;
            }
        }

        return [.. state.Values];
    }

    // Conflicts are left as ours has them.
    private static (List<Row> Rows, List<string> Conflicts) Model(List<Row> before, List<Row> ours, List<Row> theirs)
    {
        var (rows, conflicts) = (new List<Row>(), new List<string>());
        foreach (var id in before.Concat(ours).Concat(theirs).Select(row => row.Id).Distinct())
        {
            var (b, o, t) = (before.Find(row => row.Id == id), ours.Find(row => row.Id == id), theirs.Find(row => row.Id == id));
            var merged = t == b || o == t ? o : o == b ? t : o;
            if (t != b && o != b && o != t)
            {
                if (o is null || t is null)
                {
                    conflicts.Add($"Row [{id}] ");
                }
                else
                {
                    merged = new Row(id, Cell(id, "l", b is not null, b?.L, o.L, t.L, conflicts), Cell(id, "r", b is not null, b?.R, o.R, t.R, conflicts));
                }
            }

            if (merged is not null)
            {
                rows.Add(merged);
            }
        }

        return (rows, conflicts);
    }

    private static string? Cell(long id, string column, bool known, string? before, string? ours, string? theirs, List<string> conflicts)
    {
        if (ours == theirs || (known && theirs == before))
        {
            return ours;
        }

        if (known && ours == before)
        {
            return theirs;
        }

        conflicts.Add($"Cell [{id}] {column}");
        return ours;
    }

    private static List<Row> Distinct(Row[] rows) => [.. rows.DistinctBy(row => row.Id)];

    private sealed record Row(long Id, string? L, string? R)
    {
        public string Text => $"{Id}|{L ?? "null"}|{R ?? "null"}";
    }

    private sealed record Edit(string Kind, List<Row> Rows)
    {
        public override string ToString() => $"{Kind}({string.Join(' ', Rows.Select(row => row.Text))})";
    }

    private sealed record Case(Edit[] Base, Edit[] Ours, Edit[] Theirs, bool Vectors, bool Tracked)
    {
        public override string ToString() =>
            $"base: {string.Join(", ", Base.AsEnumerable())}; ours: {string.Join(", ", Ours.AsEnumerable())}; theirs: {string.Join(", ", Theirs.AsEnumerable())}; vectors {Vectors}, tracked {Tracked}";
    }
}
