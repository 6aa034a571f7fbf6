using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Tables;

/// <summary>Changes of columns and properties.</summary>
public sealed class AlteredTableTests
{
    private static readonly StructType Trip = new([new Field("from", StringType.Default, true), new Field("to", StringType.Default, true)]);

    [Fact]
    public async Task Columns_are_renamed_and_dropped_on_every_level_and_files_stay()
    {
        var table = await CreateAsync("name", ("id", Int64Type.Default), ("trip", Trip), ("x", Int64Type.Default));
        await table.AppendAsync(Stream(Batch(("id", Longs(1)), ("trip", Trips("SEA", "OSL")), ("x", Longs(5)))));
        var files = (await table.SnapshotAsync()).Files;
        await DoAsync(table, new RenameColumn("id", "key"), new RenameColumn(Path("trip", "from"), "origin"), new DropColumns("x", Path("trip", "to")));
        var snapshot = await table.SnapshotAsync();
        Assert.Equal(["key", "trip"], snapshot.Schema.FieldsList.Select(field => field.Name));
        Assert.Equal(["1|{origin:SEA}"], await snapshot.RowsAsync());
        Assert.Equal(files, snapshot.Files);
        Assert.Equal("DROP COLUMNS", snapshot.Info!.Operation);

        // The name is free again, for another column.
        await DoAsync(table, new AddColumns(New("x", Int64Type.Default), New("id", StringType.Default)));
        Assert.Equal(["1|{origin:SEA}|null|null"], await (await table.SnapshotAsync()).RowsAsync());
        await table.RestoreAsync(1);
        Assert.Equal(["1|{from:SEA,to:OSL}|5"], await (await table.SnapshotAsync()).RowsAsync());
    }

    [Fact]
    public async Task A_partition_column_is_renamed_and_never_dropped()
    {
        var table = await CreateAsync("name", new CreateOptions { PartitionColumns = ["part"] }, ("id", Int64Type.Default), ("part", StringType.Default));
        await table.AppendAsync(Stream(Batch(("id", Longs(1)), ("part", Strings("a")))));
        await DoAsync(table, new RenameColumn("part", "p"));
        await table.AppendAsync(Stream(Batch(("id", Longs(2)), ("p", Strings("b")))));
        var snapshot = await table.SnapshotAsync();
        Assert.Equal(["p"], snapshot.PartitionColumns);
        Assert.Equal(["2|b"], await snapshot.RowsAsync(null, Path("p").EqualTo("b")));
        var e = await FailsAsync(LakeErrorKind.Refused, () => DoAsync(table, new DropColumns("p")));
        Assert.Contains("partitioning", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_mapping_columns_are_neither_renamed_nor_dropped_and_the_message_says_how()
    {
        var table = await CreateAsync("none", ("id", Int64Type.Default), ("x", Int64Type.Default));
        var e = await FailsAsync(LakeErrorKind.Refused, () => DoAsync(table, new DropColumns("x")));
        Assert.Contains("delta.columnMapping.mode=name", e.Message, StringComparison.Ordinal);
        await FailsAsync(LakeErrorKind.Refused, () => DoAsync(table, new RenameColumn("x", "y")));
    }

    [Fact]
    public async Task A_column_that_an_expression_or_the_clustering_uses_stays()
    {
        const string Mapping = "\"delta.columnMapping.mode\":\"name\",\"delta.columnMapping.maxColumnId\":\"3\"";
        var hand = new HandTable(HandTable.Struct(HandTable.Mapped("a", "long", "p1", 1), HandTable.Mapped("b", "long", "p2", 2), HandTable.Mapped("c", "long", "p3", 3)),
            "columnMapping,domainMetadata", "", $"{Mapping},\"note\":\"a\"");
        await hand.AddAsync("f.parquet", Batch(("p1", Longs(1)), ("p2", Longs(2)), ("p3", Longs(3))));
        var snapshot = await hand.OpenAsync();
        var table = await DeltaTable.OpenAsync(hand.Store, Context);
        await table.CommitAsync(new DeltaTransaction
        {
            ReadSnapshot = snapshot,
            Reads = Delta.Conflicts.TransactionReads.Nothing,
            Actions = [new Delta.Actions.DomainMetadata { Domain = "delta.clustering", Configuration = """{"clusteringColumns":[["p2"]]}""", Removed = false }],
            Info = new Delta.Actions.CommitInfo { TxnId = "t" },
            Isolation = Delta.Conflicts.IsolationLevel.Serializable,
        });
        var e = await FailsAsync(LakeErrorKind.Refused, () => DoAsync(table, new DropColumns("b")));
        Assert.Contains("clustering", e.Message, StringComparison.Ordinal);
        await DoAsync(table, new DropColumns("a"));
        Assert.Equal(["2|3"], await (await table.SnapshotAsync()).RowsAsync());
    }

    [Theory]
    [InlineData("a > 3", "A", true)]
    [InlineData("f(`a b`) = 'x'", "a b", true)]
    [InlineData("x = 'a'", "a", false)]
    [InlineData("x = 'it''s a'", "a", false)]
    [InlineData("ab > 3 and b2 < 4", "a", false)]
    [InlineData("x = 'q\\' a' and a > 1", "a", true)]
    public void Words_of_an_expression_are_names_and_texts_are_not(string expression, string name, bool mentions) =>
        Assert.Equal(mentions, ColumnUse.Mentions(expression, name));

    [Fact]
    public async Task Columns_are_added_at_their_place_and_moved()
    {
        var table = await CreateAsync("none", ("id", Int64Type.Default), ("trip", Trip));
        await table.AppendAsync(Stream(Batch(("id", Longs(1)), ("trip", Trips("SEA", "OSL")))));
        await DoAsync(
            table,
            new AddColumns(
                New("a", Int64Type.Default) with { Position = ColumnPosition.First },
                New("via", StringType.Default) with { Parent = Path("trip"), Position = new ColumnPosition("from") },
                New("b", new TimestampType(TimeUnit.Microsecond, (string?)null)) with { Position = new ColumnPosition("a"), Comment = "wall clock" }),
            new AlterColumn("trip") { Position = ColumnPosition.First });
        var snapshot = await table.SnapshotAsync();
        Assert.Equal(["{from:SEA,via:null,to:OSL}|null|null|1"], await snapshot.RowsAsync());
        Assert.Equal("wall clock", snapshot.Schema.GetFieldByName("b").Metadata["comment"]);
        Assert.Contains("timestampNtz", snapshot.Protocol.ReaderFeatures!);
        var e = await FailsAsync(LakeErrorKind.Invalid, () => DoAsync(table, new AddColumns(New("ID", Int64Type.Default))));
        Assert.Contains("'id'", e.Message, StringComparison.Ordinal);
        e = await FailsAsync(LakeErrorKind.Invalid, () => DoAsync(table, new AlterColumn(Path("trip", "form")) { Comment = "x" }));
        Assert.Contains("from", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Types_widen_where_the_property_says_so_and_old_values_are_read_as_the_new_type()
    {
        var table = await CreateAsync("name", ("i", Int32Type.Default), ("l", new ListType(new Field("element", Int16Type.Default, true))), ("d", Date32Type.Default));
        await table.AppendAsync(Stream(Batch(("i", Ints(7)), ("d", new Date32Array.Builder().Append(DateTimeOffset.UnixEpoch.AddDays(1)).Build()))));
        await FailsAsync(LakeErrorKind.Refused, () => DoAsync(table, new AlterColumn("i") { Type = Int64Type.Default }));
        await DoAsync(table, new SetProperties { Properties = new Dictionary<string, string> { ["delta.enableTypeWidening"] = "true" } });
        await DoAsync(
            table,
            new AlterColumn("i") { Type = Int64Type.Default },
            new AlterColumn(Path("l", "element")) { Type = Int64Type.Default },
            new AlterColumn("d") { Type = new TimestampType(TimeUnit.Microsecond, (string?)null) },
            new AlterColumn("i") { Type = new Decimal128Type(22, 2) });
        var snapshot = await table.SnapshotAsync();
        using var schema = JsonDocument.Parse(snapshot.Metadata.SchemaString);
        Assert.Equal(
            """[{"fromType":"integer","toType":"long"},{"fromType":"long","toType":"decimal(22,2)"}]""",
            Changes(schema, 0));
        Assert.Equal("""[{"fromType":"short","toType":"long","fieldPath":"element"}]""", Changes(schema, 1));
        Assert.Equal(["700e-2|null|86400000000"], await snapshot.RowsAsync());
        Assert.Contains("typeWidening", snapshot.Protocol.ReaderFeatures!);
        await FailsAsync(LakeErrorKind.Unsupported, () => DoAsync(table, new AlterColumn("d") { Type = Date32Type.Default }));
        await FailsAsync(LakeErrorKind.Invalid, () => DoAsync(table, new AlterColumn(Path("l", "element")) { Comment = "x" }));
    }

    [Fact]
    public async Task Appended_rows_widen_a_column_where_the_table_lets_them()
    {
        var table = await CreateAsync("none", ("i", Int32Type.Default));
        await table.AppendAsync(Stream(Batch(("i", Ints(7)))));
        var e = await FailsAsync(LakeErrorKind.Invalid, () => table.AppendAsync(Stream(Batch(("i", Longs(1L << 40)))), new AppendOptions { MergeSchema = true }).AsTask());
        Assert.Contains("delta.enableTypeWidening", e.Message, StringComparison.Ordinal);
        await DoAsync(table, new SetProperties { Properties = new Dictionary<string, string> { ["delta.enableTypeWidening"] = "true" } });
        await FailsAsync(LakeErrorKind.Invalid, () => table.AppendAsync(Stream(Batch(("i", Longs(1L << 40))))).AsTask());
        await table.AppendAsync(Stream(Batch(("i", Longs(1L << 40)))), new AppendOptions { MergeSchema = true });
        Assert.Equal(["1099511627776", "7"], (await (await table.SnapshotAsync()).RowsAsync()).Order());
        Assert.Single((await table.SnapshotAsync()).Prune(Path("i").GreaterThan(Scalar.Of(100))));
    }

    [Fact]
    public async Task A_column_becomes_not_null_only_where_no_row_is_null()
    {
        var table = await CreateAsync("none", ("id", Int64Type.Default), ("trip", Trip));
        await table.AppendAsync(Stream(Batch(("id", Longs(1, null)), ("trip", Trips("SEA", "OSL", "a", null)))));
        var e = await FailsAsync(LakeErrorKind.Invalid, () => DoAsync(table, new AlterColumn("id") { Nullable = false }));
        Assert.Contains("1 rows", e.Message, StringComparison.Ordinal);
        await FailsAsync(LakeErrorKind.Invalid, () => DoAsync(table, new AlterColumn(Path("trip", "to")) { Nullable = false }));
        await DoAsync(table, new AlterColumn(Path("trip", "from")) { Nullable = false });
        await FailsAsync(LakeErrorKind.Invalid, () => table.AppendAsync(Stream(Batch(("id", Longs(1)), ("trip", Trips(null, "x"))))).AsTask());
        await DoAsync(table, new AlterColumn(Path("trip", "from")) { Nullable = true });
        await table.AppendAsync(Stream(Batch(("id", Longs(1)), ("trip", Trips(null, "x")))));
    }

    [Fact]
    public async Task A_check_for_nulls_does_not_let_appends_pass_that_came_meanwhile()
    {
        var table = await CreateAsync("none", new CreateOptions { Properties = new Dictionary<string, string> { ["delta.isolationLevel"] = "WriteSerializable" } }, ("id", Int64Type.Default));
        var read = await table.SnapshotAsync();
        var change = await new AlterColumn("id") { Nullable = false }.PrepareAsync(read.Folder, Context, read, default);
        await table.AppendAsync(Stream(Batch(("id", Longs((long?)null)))));
        await Assert.ThrowsAsync<Delta.Conflicts.TableConflictException>(() => table.CommitAsync(change).AsTask());

        // Nothing was looked for, so nothing is in the way.
        read = await table.SnapshotAsync();
        change = await new AddColumns(New("x", Int64Type.Default)).PrepareAsync(read.Folder, Context, read, default);
        await table.AppendAsync(Stream(Batch(("id", Longs(3)))));
        await table.CommitAsync(change);
        Assert.Equal(["3|null", "null|null"], (await (await table.SnapshotAsync()).RowsAsync()).Order());
    }

    [Fact]
    public async Task Properties_are_set_and_taken_away_and_only_known_ones_of_Delta()
    {
        var table = await CreateAsync("none", ("id", Int64Type.Default));
        await DoAsync(table, new SetProperties { Properties = new Dictionary<string, string> { ["owner"] = "me", ["delta.appendOnly"] = "true" }, Name = "n", Description = "d" });
        var snapshot = await table.SnapshotAsync();
        Assert.Equal(("me", "true", "n", "d"), (snapshot.Properties["owner"], snapshot.Properties["delta.appendOnly"], snapshot.Metadata.Name, snapshot.Metadata.Description));
        Assert.Contains("appendOnly", snapshot.Protocol.WriterFeatures!);
        await FailsAsync(LakeErrorKind.Refused, () => table.OverwriteAsync(Stream()).AsTask());
        var e = await FailsAsync(LakeErrorKind.Unsupported, () => DoAsync(table, new SetProperties { Properties = new Dictionary<string, string> { ["delta.apendOnly"] = "true" } }));
        Assert.Contains("delta.appendOnly", e.Message, StringComparison.Ordinal);
        e = await FailsAsync(LakeErrorKind.Invalid, () => DoAsync(table, new SetProperties { Properties = new Dictionary<string, string> { ["delta.appendOnly"] = "yes" } }));
        Assert.Contains("true or false", e.Message, StringComparison.Ordinal);
        e = await FailsAsync(LakeErrorKind.Invalid, () => DoAsync(table, new SetProperties { Unset = ["ovner"] }));
        Assert.Contains("owner", e.Message, StringComparison.Ordinal);
        await DoAsync(table, new SetProperties { Unset = ["owner", "delta.appendOnly"], Name = "" });
        snapshot = await table.SnapshotAsync();
        Assert.DoesNotContain("owner", snapshot.Properties.Keys);
        Assert.Null(snapshot.Metadata.Name);
        Assert.True((await table.ChangeAsync(new SetProperties { Name = "" })).IsUnchanged);
        Assert.Equal(2, (await table.SnapshotAsync()).Version);
    }

    [Fact]
    public async Task In_commit_timestamps_that_begin_later_say_since_when()
    {
        var store = new MemoryStore();
        var table = await DeltaTable.CreateAsync(
            store, Context, Schema(("id", Int64Type.Default)), new CreateOptions { Properties = new Dictionary<string, string> { ["delta.enableInCommitTimestamps"] = "false" } });
        await table.AppendAsync(Stream(Batch(("id", Longs(1)))));
        var read = await table.SnapshotAsync();
        var change = await new SetProperties { Properties = new Dictionary<string, string> { ["delta.enableInCommitTimestamps"] = "true" } }.PrepareAsync(read.Folder, Context, read, default);
        await table.AppendAsync(Stream(Batch(("id", Longs(2)))));
        await table.CommitAsync(change);
        var snapshot = await table.SnapshotAsync();
        Assert.Equal(3, snapshot.Version);
        Assert.Equal("3", snapshot.Properties["delta.inCommitTimestampEnablementVersion"]);
        Assert.Equal($"{snapshot.Info!.InCommitTimestamp}", snapshot.Properties["delta.inCommitTimestampEnablementTimestamp"]);
        Assert.True(snapshot.Timestamp > (await table.SnapshotAsync(2)).Timestamp);

        await table.RestoreAsync(1);
        Assert.Equal("3", (await table.SnapshotAsync()).Properties["delta.inCommitTimestampEnablementVersion"]);
        await DoAsync(table, new SetProperties { Unset = ["delta.enableInCommitTimestamps"] });
        Assert.DoesNotContain("delta.inCommitTimestampEnablementVersion", (await table.SnapshotAsync()).Properties.Keys);
    }

    private static string Changes(JsonDocument schema, int field) =>
        schema.RootElement.GetProperty("fields")[field].GetProperty("metadata").GetProperty("delta.typeChanges").GetRawText();

    private static ColumnPath Path(params string[] names) => ColumnPath.Of(names);

    private static NewColumn New(string name, IArrowType type) => new(new Field(name, type, true));

    private static StructArray Trips(params string?[] fromAndTo) => new(
        Trip,
        fromAndTo.Length / 2,
        [Strings([.. fromAndTo.Where((_, i) => i % 2 == 0)]), Strings([.. fromAndTo.Where((_, i) => i % 2 == 1)])],
        ArrowBuffer.Empty);

    private static async Task DoAsync(DeltaTable table, params ITableChange[] changes)
    {
        foreach (var change in changes)
        {
            await table.ChangeAsync(change);
        }
    }

    private static Task<DeltaTable> CreateAsync(string mode, params (string Name, IArrowType Type)[] columns) => CreateAsync(mode, new CreateOptions(), columns);

    private static async Task<DeltaTable> CreateAsync(string mode, CreateOptions options, params (string Name, IArrowType Type)[] columns)
    {
        var properties = new Dictionary<string, string>(options.Properties) { ["delta.columnMapping.mode"] = mode };
        return await DeltaTable.CreateAsync(new MemoryStore(), Context, Schema(columns), options with { Properties = properties });
    }
}
