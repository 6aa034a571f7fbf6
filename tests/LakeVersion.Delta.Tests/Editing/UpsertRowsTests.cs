using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Editing;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Editing;

public sealed class UpsertRowsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows_of_known_keys_are_updated_and_others_inserted(bool vectors)
    {
        var (_, table) = await DeleteRowsTests.TableAsync(vectors);
        var result = await table.UpsertAsync(Stream(Batch(("name", Strings("B", "n", "z")), ("id", Ints(2, 7, 9)))), ["id"]);
        var snapshot = await table.SnapshotAsync();
        Assert.Equal(["1|a", "2|B", "3|null", "4|a", "5|b", "6|null", "7|n", "9|z"], (await snapshot.RowsAsync()).Order());
        Assert.Equal(("3", "1", "2", "0"), (result.Metrics["numSourceRows"], result.Metrics["numTargetRowsUpdated"], result.Metrics["numTargetRowsInserted"], result.Metrics["numTargetRowsDeleted"]));
        Assert.Equal("MERGE", snapshot.Info!.Operation);
        Assert.Equal("[{\"actionType\":\"update\"}]", snapshot.Info.OperationParameters["matchedPredicates"]);
    }

    [Fact]
    public async Task Several_rows_of_one_key_are_refused_with_the_key_and_their_number()
    {
        var (store, table) = await DeleteRowsTests.TableAsync(vectors: true);
        var before = store.Keys.Count();
        var fault = await FailsAsync(LakeErrorKind.Invalid, async () =>
            await table.UpsertAsync(Stream(Batch(("id", Longs(1, 2)), ("name", Strings("x", "y"))), Batch(("id", Longs(2, 2)), ("name", Strings("z", null)))), ["id"]));
        Assert.Contains("3 rows with the key (id = 2)", fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, store.Keys.Count());
    }

    [Fact]
    public async Task A_key_of_several_parts_matches_by_all_of_them_and_never_by_null()
    {
        var table = await DeltaTable.CreateAsync(new FaultyStore(), Context, Schema(("a", StringType.Default), ("b", DoubleType.Default), ("v", Int64Type.Default)));
        await table.AppendAsync(Stream(Batch(
            ("a", Strings("x", "x", "xy", null, "n")), ("b", Doubles(1, 0.0, 1, 1, double.NaN)), ("v", Longs(1, 2, 3, 4, 5)))));
        await table.UpsertAsync(
            Stream(Batch(("a", Strings("x", "xy", null, "n")), ("b", Doubles(-0.0, 2, 1, double.NaN)), ("v", Longs(20, 30, 40, 50)))), ["a", "b"]);
        Assert.Equal(
            ["null|1|4", "null|1|40", "n|NaN|50", "xy|1|3", "xy|2|30", "x|-0|20", "x|1|1"],
            (await (await table.SnapshotAsync()).RowsAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_column_that_the_source_lacks_stays_and_is_null_in_new_rows()
    {
        var (_, table) = await DeleteRowsTests.TableAsync(vectors: true);
        await table.UpsertAsync(Stream(Batch(("id", Longs(1, 8)))), ["id"]);
        Assert.Equal(["1|a", "2|b", "3|null", "4|a", "5|b", "6|null", "8|null"], (await (await table.SnapshotAsync()).RowsAsync()).Order());
    }

    [Fact]
    public async Task A_column_that_only_clauses_know_decides_and_another_one_is_refused()
    {
        var (_, table) = await DeleteRowsTests.TableAsync(vectors: false);
        var source = Batch(("id", Longs(1, 2, 9)), ("name", Strings("x", "y", "z")), ("op", Strings("D", "U", "D")));
        var scope = UpsertScope.Of((await table.SnapshotAsync()).Schema, source.Schema);
        var gone = ValueText.Parse("op = 'D'", scope);
        var options = new UpsertOptions
        {
            Matched = [UpsertClause.Delete(gone), UpsertClause.Update()],
            NotMatched = [UpsertClause.Insert(ValueText.Parse("source.op <> 'D'", scope))],
        };
        await table.UpsertAsync(Stream(source), ["id"], options);
        Assert.Equal(["2|y", "3|null", "4|a", "5|b", "6|null"], (await (await table.SnapshotAsync()).RowsAsync()).Order());
        Assert.Contains("'op'", (await FailsAsync(LakeErrorKind.Invalid, async () => await table.UpsertAsync(Stream(source), ["id"]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clauses_keys_and_columns_that_do_not_fit_are_refused()
    {
        var (_, table) = await DeleteRowsTests.TableAsync(vectors: true);
        IAsyncEnumerable<RecordBatch> Source() => Stream(Batch(("id", Longs(1)), ("name", Strings("x"))));
        async Task RefusedAsync(string[] keys, UpsertOptions? options) => await FailsAsync(LakeErrorKind.Invalid, async () => await table.UpsertAsync(Source(), keys, options));
        await RefusedAsync([], null);
        await RefusedAsync(["di"], null);
        await RefusedAsync(["id", "id"], null);
        await RefusedAsync(["id"], new UpsertOptions { Matched = [UpsertClause.Insert()] });
        await RefusedAsync(["id"], new UpsertOptions { NotMatched = [UpsertClause.Update()] });
        await RefusedAsync(["id"], new UpsertOptions { NotMatchedBySource = [UpsertClause.Update()] });
        var scope = UpsertScope.Of((await table.SnapshotAsync()).Schema, null);
        await RefusedAsync(["id"], new UpsertOptions { NotMatchedBySource = [UpsertClause.Delete(ValueText.Parse("target.name", scope))] });
        await FailsAsync(LakeErrorKind.Invalid, async () => await table.UpsertAsync(Stream(Batch(("name", Strings("x")))), ["id"]));
        Assert.Equal(2, (await table.SnapshotAsync()).Version);
    }

    [Fact]
    public async Task An_append_only_table_takes_new_rows_alone()
    {
        var options = new CreateOptions { Properties = new Dictionary<string, string> { ["delta.appendOnly"] = "true" } };
        var table = await DeltaTable.CreateAsync(new FaultyStore(), Context, Schema(("id", Int64Type.Default)), options);
        await FailsAsync(LakeErrorKind.Refused, async () => await table.UpsertAsync(Stream(Batch(("id", Longs(1)))), ["id"]));
        await table.UpsertAsync(Stream(Batch(("id", Longs(1)))), ["id"], new UpsertOptions { Matched = [] });
        Assert.True((await table.UpsertAsync(Stream(Batch(("id", Longs(1)))), ["id"], new UpsertOptions { Matched = [] })).IsUnchanged);
    }

    [Fact]
    public async Task Files_that_can_hold_no_key_are_not_opened()
    {
        var (store, table) = await DeleteRowsTests.TableAsync(vectors: true);
        var far = (await table.SnapshotAsync()).Files.Single(file => file.Stats!.Contains("\"minValues\":{\"id\":4", StringComparison.Ordinal));
        store[Uri.UnescapeDataString(far.Path)] = [0];
        await table.UpsertAsync(Stream(Batch(("id", Longs(1, 3)), ("name", Strings("x", "y")))), ["id"]);
        var many = Enumerable.Range(100, 200).Select(id => (long?)id).ToArray();
        await table.UpsertAsync(Stream(Batch(("id", Longs(many)), ("name", Strings([.. many.Select(_ => "n")])))), ["id"]);
        Assert.Equal(206, (await table.SnapshotAsync()).RowCount);
    }

    [Fact]
    public async Task Two_upserts_of_one_key_conflict_and_the_same_rows_ask_for_the_same()
    {
        var (store, table) = await DeleteRowsTests.TableAsync(vectors: true);
        var snapshot = await table.SnapshotAsync();
        async Task<(UpsertRows Change, Committing.DeltaTransaction Transaction)> PrepareAsync(params RecordBatch[] batches)
        {
            var change = new UpsertRows(Stream(batches), ["id"]);
            return (change, await change.PrepareAsync(store, Context, snapshot, default));
        }

        var mine = await PrepareAsync(Batch(("id", Longs(8, 9)), ("name", Strings("x", "y"))));
        var same = await PrepareAsync(Batch(("id", Longs(8)), ("name", Strings("x"))), Batch(("id", Longs(9)), ("name", Strings("y"))));
        var other = await PrepareAsync(Batch(("id", Longs(8, 9)), ("name", Strings("x", "z"))));
        Assert.Equal(mine.Change.Request, same.Change.Request);
        Assert.NotEqual(mine.Change.Request, other.Change.Request);
        await table.CommitAsync(mine.Transaction);
        var conflict = await Assert.ThrowsAsync<TableConflictException>(async () => await table.CommitAsync(same.Transaction));
        Assert.Equal(TableConflictRule.ConcurrentAppend, Assert.Single(conflict.Conflicts).Rule);
    }
}
