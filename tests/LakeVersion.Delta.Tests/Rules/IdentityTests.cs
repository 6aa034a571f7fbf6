using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;
using static LakeVersion.Delta.Tests.Support.HandTable;

namespace LakeVersion.Delta.Tests.Rules;

public sealed class IdentityTests
{
    [Theory]
    [InlineData(1, 1, null, "1,2,3")]
    [InlineData(10, 5, null, "10,15,20")]
    [InlineData(10, 5, 15L, "20,25,30")]
    [InlineData(10, 5, 17L, "20,25,30")]
    [InlineData(10, 5, -100L, "10,15,20")]
    [InlineData(10, -5, 5L, "0,-5,-10")]
    [InlineData(10, -5, 3L, "0,-5,-10")]
    [InlineData(10, -5, 100L, "10,5,0")]
    [InlineData(-9223372036854775808, 1, -9223372036854775808, "-9223372036854775807,-9223372036854775806,-9223372036854775805")]
    public async Task Values_go_on_behind_the_mark(long start, long step, long? mark, string expected)
    {
        var metadata = $"\"delta.identity.start\":{start},\"delta.identity.step\":{step},\"delta.identity.allowExplicitInsert\":false"
            + (mark is null ? "" : $",\"delta.identity.highWaterMark\":{mark}");
        var table = await HandAsync(metadata);
        await table.AppendAsync(Stream(Batch(("x", Longs(7, 8))), Batch(("x", Longs(9L)))));
        Assert.Equal(expected.Split(','), (await (await table.SnapshotAsync()).RowsAsync(["id"])));
        Assert.Contains($"\"delta.identity.highWaterMark\":{expected.Split(',')[^1]}", (await table.SnapshotAsync()).Metadata.SchemaString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_that_leave_the_type_are_refused()
    {
        var table = await HandAsync("\"delta.identity.start\":1,\"delta.identity.step\":1,\"delta.identity.highWaterMark\":9223372036854775806");
        await table.AppendAsync(Stream(Batch(("x", Longs(1L)))));
        var e = await FailsAsync(LakeErrorKind.Invalid, () => table.AppendAsync(Stream(Batch(("x", Longs(1L))))).AsTask());
        Assert.Contains("no more values", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_bring_values_of_their_own_only_where_they_may()
    {
        var own = Batch(("id", Longs(100L)), ("x", Longs(1L)));
        var always = await CreateAsync(allowExplicit: false);
        var e = await FailsAsync(LakeErrorKind.Invalid, () => always.AppendAsync(Stream(own)).AsTask());
        Assert.Contains("'id' is an identity", e.Message, StringComparison.Ordinal);
        var perhaps = await CreateAsync(allowExplicit: true);
        await perhaps.AppendAsync(Stream(own));
        await perhaps.AppendAsync(Stream(Batch(("x", Longs(2L)))));
        Assert.Equal(["100|1", "1|2"], (await (await perhaps.SnapshotAsync()).RowsAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_writes_at_once_that_take_values_conflict_and_one_that_takes_none_goes_on()
    {
        var table = await CreateAsync(allowExplicit: true);
        var before = await table.SnapshotAsync();
        await table.AppendAsync(Stream(Batch(("x", Longs(1L)))));
        var appender = new TableAppender(before.Folder, Context);
        var takes = await appender.PrepareAsync(before, Stream(Batch(("x", Longs(2L)))), new AppendOptions());
        var e = await Assert.ThrowsAsync<TableConflictException>(() => table.CommitAsync(takes).AsTask());
        Assert.Contains(e.Conflicts, conflict => conflict.Rule == TableConflictRule.MetadataChanged);
        var none = await appender.PrepareAsync(before, Stream(Batch(("id", Longs(50L)), ("x", Longs(3L)))), new AppendOptions());
        await table.CommitAsync(none);
        Assert.Equal(["1|1", "50|3"], (await (await table.SnapshotAsync()).RowsAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_restored_table_gives_no_value_twice()
    {
        var table = await CreateAsync(allowExplicit: false);
        await table.AppendAsync(Stream(Batch(("x", Longs(1, 2)))));
        await table.RestoreAsync(0);
        await table.AppendAsync(Stream(Batch(("x", Longs(3L)))));
        Assert.Equal(["3|3"], await (await table.SnapshotAsync()).RowsAsync());
    }

    [Fact]
    public async Task An_upsert_updates_no_identity_that_only_the_table_gives_and_may_have_it_for_a_key()
    {
        var table = await CreateAsync(allowExplicit: false);
        await table.AppendAsync(Stream(Batch(("x", Longs(1, 2)))));
        var e = await FailsAsync(LakeErrorKind.Invalid, () => table.UpsertAsync(Stream(Batch(("id", Longs(70L)), ("x", Longs(2L)))), ["x"]).AsTask());
        Assert.Contains("'id' of", e.Message, StringComparison.Ordinal);
        await table.UpsertAsync(Stream(Batch(("id", Longs(2L)), ("x", Longs(20L)))), ["id"]);
        await table.UpsertAsync(Stream(Batch(("x", Longs(1, 3)))), ["x"]);
        await table.AppendAsync(Stream(Batch(("x", Longs(4L)))));
        Assert.Equal(["1|1", "2|20", "3|3", "4|4"], (await (await table.SnapshotAsync()).RowsAsync()).Order(StringComparer.Ordinal));
    }

    private static async Task<DeltaTable> CreateAsync(bool allowExplicit) => await DeltaTable.CreateAsync(new MemoryStore(), Context, new Schema(
        [ColumnRules.Identity(new Field("id", Int64Type.Default, true), allowExplicit: allowExplicit), new Field("x", Int64Type.Default, true)], null));

    private static async Task<DeltaTable> HandAsync(string metadata)
    {
        var hand = new HandTable(Struct(Field("id", "long", metadata), Field("x", "long")), "identityColumns");
        await hand.OpenAsync();
        return await DeltaTable.OpenAsync(hand.Store, Context);
    }
}
