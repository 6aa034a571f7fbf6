using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Rules;

public sealed class ConstraintTests
{
    [Fact]
    public async Task A_constraint_is_added_once_all_rows_keep_to_it_and_holds_from_then_on()
    {
        var table = await TableAsync();
        await table.AppendAsync(Stream(Batch(("x", Longs(1, -2, -3)))));
        var e = await FailsAsync(LakeErrorKind.Invalid, () => table.ChangeAsync(new AddConstraint("positive", "x > 0")).AsTask());
        Assert.Contains("2 rows do not keep to the constraint 'positive' (x > 0); the first has x = -2.", e.Message, StringComparison.Ordinal);
        await table.OverwriteAsync(Stream(Batch(("x", Longs(1L)))));
        await table.ChangeAsync(new AddConstraint("positive", "x > 0"));
        var snapshot = await table.SnapshotAsync();
        Assert.Equal("x > 0", snapshot.Properties["delta.constraints.positive"]);
        Assert.Contains("checkConstraints", snapshot.Protocol.WriterFeatures!);
        Assert.Equal(("ADD CONSTRAINT", "x > 0"), (snapshot.Info!.Operation, snapshot.Info.OperationParameters["expr"]));
        await FailsAsync(LakeErrorKind.Invalid, () => table.AppendAsync(Stream(Batch(("x", Longs(0L))))).AsTask());
        await FailsAsync(LakeErrorKind.Invalid, () => table.ChangeAsync(new AddConstraint("Positive", "x > 1")).AsTask());
        await FailsAsync(LakeErrorKind.Invalid, () => table.ChangeAsync(new AddConstraint("positive", "x > 1")).AsTask());
        await table.ChangeAsync(new AddConstraint("positive", "x > 0"));
        Assert.Equal(snapshot.Version, (await table.SnapshotAsync()).Version);

        e = await FailsAsync(LakeErrorKind.Invalid, () => table.ChangeAsync(new DropConstraint("positiv")).AsTask());
        Assert.Contains("Did you mean 'positive'?", e.Message, StringComparison.Ordinal);
        await table.ChangeAsync(new DropConstraint("positive"));
        await table.AppendAsync(Stream(Batch(("x", Longs(0L)))));
        Assert.Equal(["1", "0"], await (await table.SnapshotAsync()).RowsAsync(["x"]));
    }

    [Theory]
    [InlineData("y > 0", "there is no column 'y'")]
    [InlineData("x + 1", "expected what is true or false")]
    [InlineData("x >", "expected a value")]
    public async Task An_expression_that_is_no_test_is_the_users_fault(string expression, string words)
    {
        var table = await TableAsync();
        var e = await FailsAsync(LakeErrorKind.Invalid, () => table.ChangeAsync(new AddConstraint("c", expression)).AsTask());
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_come_while_a_constraint_is_added_are_not_let_through()
    {
        var table = await TableAsync();
        var before = await table.SnapshotAsync();
        var added = await new AddConstraint("positive", "x > 0").PrepareAsync(before.Folder, Context, before, default);
        var rows = await new TableAppender(before.Folder, Context).PrepareAsync(before, Stream(Batch(("x", Longs(-1)))), new AppendOptions());
        await table.CommitAsync(rows);
        await Assert.ThrowsAsync<TableConflictException>(() => table.CommitAsync(added).AsTask());
    }

    [Fact]
    public async Task A_constraint_that_is_not_understood_can_be_dropped()
    {
        var hand = new HandTable(HandTable.Struct(HandTable.Field("x", "long")), "checkConstraints", properties: "\"delta.constraints.odd\":\"odd(x)\",\"delta.constraints.some\":\"x > 0\"");
        await hand.OpenAsync();
        var table = await DeltaTable.OpenAsync(hand.Store, Context);
        await FailsAsync(LakeErrorKind.Unsupported, () => table.ChangeAsync(new DropConstraint("some")).AsTask());
        await table.ChangeAsync(new DropConstraint("odd"));
        await table.AppendAsync(Stream(Batch(("x", Longs(1L)))));
    }

    [Fact]
    public async Task A_default_is_set_changed_and_dropped()
    {
        var table = await TableAsync();
        await table.ChangeAsync(new SetDefault("s", "'a'"));
        Assert.Contains("allowColumnDefaults", (await table.SnapshotAsync()).Protocol.WriterFeatures!);
        await table.AppendAsync(Stream(Batch(("x", Longs(1L)))));
        await table.ChangeAsync(new SetDefault("s", "concat('b', 'c')"));
        await table.AppendAsync(Stream(Batch(("x", Longs(2L)))));
        await table.ChangeAsync(new SetDefault("s", null));
        await table.AppendAsync(Stream(Batch(("x", Longs(3L)))));
        Assert.Equal(["1|a", "2|bc", "3|null"], await (await table.SnapshotAsync()).RowsAsync(["x", "s"]));
        await FailsAsync(LakeErrorKind.Invalid, () => table.ChangeAsync(new SetDefault("s", null)).AsTask());
        await FailsAsync(LakeErrorKind.Invalid, () => table.ChangeAsync(new SetDefault("s", "x")).AsTask());
        var e = await FailsAsync(LakeErrorKind.Invalid, () => table.ChangeAsync(new SetDefault("t", "'a'")).AsTask());
        Assert.Contains("no column 't'", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x * 2", null)]
    [InlineData("y", "there is no column 'y'")]
    [InlineData("g", "reads column g, which is generated itself")]
    [InlineData("rand()", "the function 'rand' is not understood")]
    public async Task A_new_table_has_generated_columns_that_can_be_computed(string expression, string? fault)
    {
        var schema = new Schema([new Field("x", Int64Type.Default, true), ColumnRules.Generated(new Field("g", Int64Type.Default, true), expression)], null);
        var store = new MemoryStore();
        if (fault is null)
        {
            var table = await DeltaTable.CreateAsync(store, Context, schema, rows: Stream(Batch(("x", Longs(4L)))));
            Assert.Equal(["4|8"], await (await table.SnapshotAsync()).RowsAsync());
            Assert.Contains("generatedColumns", (await table.SnapshotAsync()).Protocol.WriterFeatures!);
        }
        else
        {
            var e = await FailsAsync(LakeErrorKind.Invalid, () => DeltaTable.CreateAsync(store, Context, schema).AsTask());
            Assert.Contains(fault, e.Message, StringComparison.Ordinal);
        }
    }

    private static ValueTask<DeltaTable> TableAsync() => DeltaTable.CreateAsync(new MemoryStore(), Context, Bench.Schema(("x", Int64Type.Default), ("s", StringType.Default)));
}
