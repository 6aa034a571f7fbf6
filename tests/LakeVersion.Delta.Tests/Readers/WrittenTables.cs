using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Cloning;
using LakeVersion.Delta.Converting;
using LakeVersion.Delta.Editing;
using LakeVersion.Delta.Optimizing;
using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Writing;
using LakeVersion.Parquet;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Readers;

/// <summary>Tables made by every operation, each by a name, in a folder of this machine.</summary>
internal static class WrittenTables
{
    /// <summary>Each makes its table in the folder <c>t</c> of a root.</summary>
    public static readonly IReadOnlyDictionary<string, Func<string, Task>> All = new Dictionary<string, Func<string, Task>>(StringComparer.Ordinal)
    {
        ["every change of rows"] = root => EveryChangeAsync(root, []),
        ["every change of rows, vectors"] = root => EveryChangeAsync(root, [], "delta.enableDeletionVectors=true"),
        ["every change of rows, change feed"] = root => EveryChangeAsync(root, ["part"], "delta.enableChangeDataFeed=true"),
        ["every change of rows, change feed, vectors, names"] = root =>
            EveryChangeAsync(root, ["part"], "delta.enableChangeDataFeed=true", "delta.enableDeletionVectors=true", "delta.columnMapping.mode=name"),
        ["every change of rows, row tracking, ids"] = root => EveryChangeAsync(root, [], "delta.enableRowTracking=true", "delta.columnMapping.mode=id"),
        ["every change of rows, row tracking, vectors"] = root =>
            EveryChangeAsync(root, ["part"], "delta.enableRowTracking=true", "delta.enableDeletionVectors=true", "delta.enableInCommitTimestamps=false"),
        ["every change of rows, statistics as structs"] = root =>
            EveryChangeAsync(root, ["part"], "delta.checkpoint.writeStatsAsStruct=true", "delta.checkpointInterval=3"),
        ["every change of columns, none"] = root => EveryColumnAsync(root, "none"),
        ["every change of columns, name"] = root => EveryColumnAsync(root, "name"),
        ["every change of columns, id"] = root => EveryColumnAsync(root, "id"),
        ["mapped later"] = MappedLaterAsync,
        ["rules"] = RulesAsync,
        ["converted"] = ConvertedAsync,
        ["deep clone"] = root => ClonedAsync(root, isShallow: false),
        ["shallow clone"] = root => ClonedAsync(root, isShallow: true),
        ["shallow clone that goes on"] = ClonedOnAsync,
    };

    public static LocalFolderStore Store(string root, string name = "t") => new(Path.Combine(root, name));

    private static async Task EveryChangeAsync(string root, string[] partitions, params string[] properties)
    {
        var options = new CreateOptions { PartitionColumns = partitions, Properties = properties.Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]) };
        var columns = Schema(("id", Int64Type.Default), ("part", StringType.Default), ("x", DoubleType.Default));
        var table = await DeltaTable.CreateAsync(Store(root), Context, columns, options);
        var id = ColumnPath.Of("id");
        await table.AppendAsync(Stream(Rows(0, 40)), new AppendOptions { Application = new ApplicationBatch("app 😀", 1) });
        await table.AppendAsync(Stream(Rows(40, 20)), new AppendOptions { Files = new DataFileOptions { Parquet = new ParquetWriteOptions { RowGroupRows = 3 } } });
        await table.DeleteAsync(id.Between(10, 14));
        await table.UpdateAsync(id.Between(30, 45), new Dictionary<string, ValueExpression> { ["x"] = ValueText.Parse("x + 1", columns), ["part"] = ValueText.Parse("concat('new ', part)", columns) });
        await table.UpsertAsync(Stream(Rows(50, 20)), ["id"], new UpsertOptions { NotMatchedBySource = [UpsertClause.Delete(ValueText.Parse("id < 3", columns))] });
        await table.OptimizeAsync();
        await table.DeleteAsync(ColumnPath.Of("part").EqualTo("b=c"));
        await table.OptimizeAsync(new OptimizeOptions { ClusterBy = ["id", "x"], Files = new DataFileOptions { TargetSizeBytes = 2_000 } });
        await table.OverwriteAsync(Stream(Rows(30, 4)), new OverwriteOptions { ReplaceWhere = id.Between(30, 34) });
        if (partitions.Length > 0)
        {
            await table.OverwriteAsync(Stream(Rows(200, 3)), new OverwriteOptions { DynamicPartitions = true });
        }

        var before = (await table.SnapshotAsync()).Version;
        await table.OverwriteAsync(Stream(Rows(300, 4)));
        await table.DeleteAsync(null);
        await table.RestoreAsync(before);
        await table.ChangeAsync(new SetProperties { Properties = new Dictionary<string, string> { ["owner"] = "ada 😀" }, Description = "\"x\"\n" });
        await table.DeleteAsync(id.Between(55, 56));
        await table.AppendAsync(Stream(Rows(400, 2)));
    }

    // A key never comes twice, as one that is null matches nothing.
    private static RecordBatch Rows(int first, int count)
    {
        var ids = Enumerable.Range(first, count).ToArray();
        return Batch(
            ("id", Longs([.. ids.Select(id => id % 17 == 0 ? null : (long?)id)])),
            ("part", Strings([.. ids.Select(id => id % 4 == 0 ? null : id % 4 == 1 ? "ä 😀/%" : id % 4 == 2 ? "b=c" : "")])),
            ("x", Doubles([.. ids.Select(id => (id % 7) switch { 0 => double.NaN, 1 => -0.0, 2 => double.PositiveInfinity, 3 => double.NegativeInfinity, _ => id / 3.0 })])));
    }

    private static async Task EveryColumnAsync(string root, string mode)
    {
        var inner = new StructType([new Field("a", Int32Type.Default, true), new Field("b", StringType.Default, true)]);
        var schema = new Schema(
        [
            new("i", Int32Type.Default, true), new("f", FloatType.Default, true), new("d", Date32Type.Default, true), new("p", new Decimal128Type(10, 2), true),
            new("s", inner, true), new("l", new ListType(new Field("element", inner, true)), true), new("k", StringType.Default, false),
        ], null);
        var properties = new Dictionary<string, string> { ["delta.columnMapping.mode"] = mode, ["delta.enableTypeWidening"] = "true" };
        var table = await DeltaTable.CreateAsync(Store(root), Context, schema, new CreateOptions { Properties = properties }, Stream(new ExtremeArrays(1).Batch(schema, 30)));
        await DoAsync(table, new AlterColumn("i") { Type = Int64Type.Default }, new AlterColumn("f") { Type = DoubleType.Default }, new AlterColumn("p") { Type = new Decimal128Type(20, 5) });
        await DoAsync(
            table, new AlterColumn("k") { Nullable = true, Comment = "key 😀" }, new AddColumns(new NewColumn(new Field("new", StringType.Default, true)) { Position = ColumnPosition.First }));
        await table.AppendAsync(Stream(new ExtremeArrays(2).Batch((await table.SnapshotAsync()).Schema, 30)));
        if (mode != "none")
        {
            await DoAsync(table, new RenameColumn("i", "j \"; {}"), new RenameColumn(ColumnPath.Of("s", "a"), "A2"), new DropColumns("f", ColumnPath.Of("s", "b")));
            await table.AppendAsync(Stream(new ExtremeArrays(3).Batch((await table.SnapshotAsync()).Schema, 30)));
            await DoAsync(table, new AddColumns(new NewColumn(new Field("f", StringType.Default, true))));
        }

        var grown = (await table.SnapshotAsync()).Schema;
        await table.AppendAsync(Stream(new ExtremeArrays(4).Batch(new Schema([.. grown.FieldsList, new Field("merged", BooleanType.Default, true)], null), 9)), new AppendOptions { MergeSchema = true });
        await table.OptimizeAsync();
        await table.DeleteAsync(ColumnPath.Of("k").EqualTo("a"));
    }

    private static async Task MappedLaterAsync(string root)
    {
        var table = await DeltaTable.CreateAsync(Store(root), Context, Schema(("id", Int64Type.Default), ("part", StringType.Default), ("x", DoubleType.Default)));
        await table.AppendAsync(Stream(Rows(0, 9)));
        await DoAsync(table, new SetProperties { Properties = new Dictionary<string, string> { ["delta.columnMapping.mode"] = "name" } }, new RenameColumn("part", "id2"), new DropColumns("x"));
        await table.AppendAsync(Stream(Batch(("id", Longs(7)), ("id2", Strings("z")))));
        await table.OverwriteAsync(Stream(Batch(("other", Longs(7)))), new OverwriteOptions { OverwriteSchema = true });
        await table.RestoreAsync(1);
    }

    private static async Task RulesAsync(string root)
    {
        var schema = new Schema(
        [
            ColumnRules.Identity(new Field("id", Int64Type.Default, false), start: 5, step: -3), new Field("k", Int64Type.Default, true),
            ColumnRules.WithDefault(new Field("s", StringType.Default, true), "'new 😀'"), ColumnRules.Generated(new Field("twice", Int64Type.Default, true), "k * 2"),
        ], null);
        var options = new CreateOptions { Properties = new Dictionary<string, string> { ["delta.constraints.small"] = "k < 100", ["delta.enableChangeDataFeed"] = "true" } };
        var table = await DeltaTable.CreateAsync(Store(root), Context, schema, options, Stream(Batch(("k", Longs(1, 2)))));
        await table.UpsertAsync(Stream(Batch(("k", Longs(2, 3)), ("s", Strings("b", "c")))), ["k"]);
        await DoAsync(table, new AddConstraint("positive", "k > 0"), new SetDefault("s", "'other'"), new DropConstraint("small"));
        await table.AppendAsync(Stream(Batch(("k", Longs(4, 500)))));
        await table.UpdateAsync(ColumnPath.Of("k").EqualTo(3), new Dictionary<string, ValueExpression> { ["k"] = ValueText.Parse("k + 10", schema) });
        await table.OptimizeAsync();
        await table.RestoreAsync(1);
        await table.AppendAsync(Stream(Batch(("k", Longs(9)))));
    }

    private static async Task ConvertedAsync(string root)
    {
        var schema = Extremes.Primitives();
        var store = Store(root);
        foreach (var (name, seed) in new[] { ("part=a%2Fb/x.parquet", 1), ("part=__HIVE_DEFAULT_PARTITION__/y z.parquet", 2), ("part=%F0%9F%98%80/z.parquet", 3) })
        {
            using var stream = new MemoryStream();
            await using (var writer = ParquetEngines.Default.CreateWriter(stream, schema, new ParquetWriteOptions { RowGroupRows = 4 }))
            {
                await writer.WriteAsync(new ExtremeArrays(seed).Batch(schema, 11));
                await writer.FinishAsync();
            }

            await store.PutAsync(StoreKey.Parse(name), stream.ToArray());
        }

        var table = await DeltaTable.ConvertAsync(store, Context, new ConvertOptions { Partitioning = Schema(("part", StringType.Default)) });
        await table.DeleteAsync(ColumnPath.Of("part").IsNull());
        await table.AppendAsync(Stream(new ExtremeArrays(4).Batch((await table.SnapshotAsync()).Schema, 5)));
        await table.OptimizeAsync();
    }

    private static async Task ClonedAsync(string root, bool isShallow)
    {
        await EveryChangeAsync(Path.Combine(root, "source"), ["part"], "delta.enableDeletionVectors=true", "delta.columnMapping.mode=name");
        var source = await DeltaTable.OpenAsync(Path.Combine(root, "source", "t"), Context);
        await source.CloneAsync(Store(root), options: new CloneOptions { IsShallow = isShallow });
    }

    private static async Task ClonedOnAsync(string root)
    {
        await ClonedAsync(root, isShallow: true);
        var clone = await DeltaTable.OpenAsync(Path.Combine(root, "t"), Context);
        await clone.DeleteAsync(ColumnPath.Of("id").Between(20, 22));
        await clone.AppendAsync(Stream(Rows(600, 5)));
        await clone.UpdateAsync(ColumnPath.Of("id").EqualTo(25), new Dictionary<string, ValueExpression> { ["x"] = ValueText.Parse("cast(5 as double)", (await clone.SnapshotAsync()).Schema) });
        await clone.OptimizeAsync();
    }

    private static async Task DoAsync(DeltaTable table, params Committing.ITableChange[] changes)
    {
        foreach (var change in changes)
        {
            await table.ChangeAsync(change);
        }
    }
}
