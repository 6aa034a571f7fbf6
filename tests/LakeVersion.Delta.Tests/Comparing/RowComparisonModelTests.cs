using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using LakeVersion.Delta.Comparing;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Json;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Comparing;

/// <summary>Random versions of tables with columns of all types, compared with each other: what two full reads and a dictionary say is what
/// the comparison must say, however little memory it may take.</summary>
public sealed class RowComparisonModelTests
{
    private static readonly Schema Columns = Schema(
        ("id", Int64Type.Default), ("half", StringType.Default), ("text", StringType.Default), ("flag", BooleanType.Default), ("small", Int8Type.Default),
        ("number", Int32Type.Default), ("real", DoubleType.Default), ("single", FloatType.Default), ("money", new Decimal128Type(12, 2)), ("day", Date32Type.Default),
        ("time", new TimestampType(TimeUnit.Microsecond, "UTC")), ("raw", BinaryType.Default), ("list", new ListType(new Field("element", Int32Type.Default, true))),
        ("pair", new StructType([new Field("a", StringType.Default, true), new Field("b", new ListType(new Field("element", StringType.Default, true)), true)])),
        ("map", new MapType(new Field("key", StringType.Default, false), new Field("value", Int64Type.Default, true))));

    // A row's cells follow from two small numbers, so that rows are often equal, and often not.
    private static readonly Gen<Row> GenRow = Gen.Select(Gen.Int[0, 30], Gen.Int[0, 12], (id, seed) => new Row(id, seed));

    private static readonly Gen<Edit> GenEdit = Gen.Frequency(
        (3, GenRow.Array[1, 15].Select(rows => new Edit("upsert", rows, 0, 0))),
        (2, GenRow.Array[1, 5].Select(rows => new Edit("append", rows, 0, 0))),
        (2, Gen.Select(Gen.Int[0, 30], Gen.Int[0, 8], (from, length) => new Edit("delete", [], from, from + length))),
        (1, Gen.Const(new Edit("optimize", [], 0, 0))));

    [Fact]
    public void Differences_of_any_two_versions_are_those_of_two_full_reads() =>
        Gen.Select(GenEdit.Array[1, 6], Gen.Bool, Gen.Bool).Sample((edits, vectors, partitioned) => RunAsync(edits, vectors, partitioned).GetAwaiter().GetResult(), iter: TestStores.Cases(3, onServer: 2), threads: 1);

    [Fact]
    [Trait("tier", "long")]
    public void Differences_of_any_two_versions_are_those_of_two_full_reads_in_many_runs() =>
        Gen.Select(GenEdit.Array[1, 12], Gen.Bool, Gen.Bool).Sample((edits, vectors, partitioned) => RunAsync(edits, vectors, partitioned).GetAwaiter().GetResult(), iter: TestStores.Cases(LongTier.Cases(100), onServer: 10), threads: 1);

    private static async Task RunAsync(Edit[] edits, bool vectors, bool partitioned)
    {
        var store = new FaultyStore();
        using var disk = new TemporaryFolder();
        var table = await DeltaTable.CreateAsync(store, Context, Columns, new CreateOptions
        {
            PartitionColumns = partitioned ? ["half"] : [],
            Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = vectors ? "true" : "false", ["delta.columnMapping.mode"] = vectors == partitioned ? "name" : "none" },
        });
        await table.AppendAsync(RowsOf([.. Enumerable.Range(5, 20).Select(id => new Row(id, id % 3))]));
        foreach (var edit in edits)
        {
            await ApplyAsync(table, edit);
        }

        var newest = await table.SnapshotAsync();
        for (var version = 0L; version < newest.Version; version++)
        {
            var (older, newer) = (await table.SnapshotAsync(version), version % 2 == 0 ? newest : await table.SnapshotAsync(version + 1));
            await CheckAsync(older, newer, disk);
            await CheckAsync(newer, older, disk);
        }
    }

    private static async Task CheckAsync(DeltaSnapshot before, DeltaSnapshot after, TemporaryFolder disk)
    {
        var (old, now) = (await before.RowsAsync(), await after.RowsAsync());
        var whole = await TellAsync(before, after, new RowComparisonOptions());
        Assert.Equal(Multiset(old, now), whole.Order(StringComparer.Ordinal));
        var tight = new RowComparisonOptions { MemoryLimitBytes = before.Version % 3 == 0 ? 1 : 4000, SpillFolder = disk.Path };
        Assert.Equal(Multiset(old, now), (await TellAsync(before, after, tight)).Order(StringComparer.Ordinal));
        if (old.Select(Key).Distinct().Count() == old.Count && now.Select(Key).Distinct().Count() == now.Count)
        {
            var keyed = await TellAsync(before, after, new RowComparisonOptions { Keys = ["id", "half"] });
            Assert.Equal(ByKey(old, now), keyed.Order(StringComparer.Ordinal));
            var spilled = await TellAsync(before, after, tight with { Keys = ["id", "half"] });
            Assert.Equal(ByKey(old, now), spilled.Order(StringComparer.Ordinal));
            Assert.Equal(spilled, await TellAsync(before, after, tight with { Keys = ["id", "half"] }));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(disk.Path));
    }

    private static IEnumerable<string> Multiset(List<string> before, List<string> after)
    {
        var counts = before.Concat(after).Distinct().ToDictionary(row => row, row => after.Count(other => other == row) - before.Count(other => other == row));
        return counts.SelectMany(pair => Enumerable.Repeat((pair.Value > 0 ? "+" : "-") + pair.Key, Math.Abs(pair.Value))).Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> ByKey(List<string> before, List<string> after)
    {
        var (old, now) = (before.ToDictionary(Key), after.ToDictionary(Key));
        return old.Keys.Union(now.Keys)
            .Select(key => (Was: old.GetValueOrDefault(key), Is: now.GetValueOrDefault(key)))
            .Where(pair => pair.Was != pair.Is)
            .Select(pair => pair.Was is null ? "+" + pair.Is : pair.Is is null ? "-" + pair.Was : $"{pair.Was} => {pair.Is}")
            .Order(StringComparer.Ordinal);
    }

    private static string Key(string row) => string.Join('|', row.Split('|').Take(2));

    private static async Task<List<string>> TellAsync(DeltaSnapshot before, DeltaSnapshot after, RowComparisonOptions options)
    {
        var told = new List<string>();
        await foreach (var found in new RowComparison(Context).CompareAsync(before, after, options))
        {
            using (found)
            {
                var old = found.Before is { } was ? Cells.Rows(was).ToList() : [];
                var now = found.After is { } batch ? Cells.Rows(batch).ToList() : [];
                Assert.Equal(found.Kind == RowDifferenceKind.Changed ? old.Count : found.Count, Math.Max(old.Count, now.Count));
                told.AddRange(found.Kind switch
                {
                    RowDifferenceKind.Inserted => now.Select(row => "+" + row),
                    RowDifferenceKind.Deleted => old.Select(row => "-" + row),
                    _ => old.Zip(now, (was, becomes) => $"{was} => {becomes}"),
                });
            }
        }

        return told;
    }

    private static async Task ApplyAsync(DeltaTable table, Edit edit)
    {
        ColumnPath id = "id";
        _ = edit.Kind switch
        {
            "upsert" => await table.UpsertAsync(RowsOf([.. edit.Rows.DistinctBy(row => row.Id)]), ["id"]),
            "append" => await table.AppendAsync(RowsOf(edit.Rows)),
            "delete" => await table.DeleteAsync(id.Between(edit.From, edit.To)),
            _ => await table.OptimizeAsync(),
        };
    }

    private static IAsyncEnumerable<RecordBatch> RowsOf(Row[] rows)
    {
        var text = Encoding.UTF8.GetBytes(string.Join('\n', rows.Select(row => row.Json)));
        return new JsonInput(_ => ValueTask.FromResult<Stream>(new MemoryStream(text)), "rows", 4).ReadAsync(Columns);
    }

    public sealed record Row(int Id, int Seed)
    {
        // The column at which the seed points differs, or is null.
        public string Json
        {
            get
            {
                string Cell(int place, string value, string other) => Seed == place ? other : Seed == 12 ? "null" : value;
                return $$"""
                    {"id":{{Id}},"half":"h{{Id % 2}}","text":{{Cell(1, "\"a\"", "\"b\"")}},"flag":{{Cell(2, "true", "false")}},"small":{{Cell(3, "1", "2")}},"number":{{Cell(4, "7", "null")}}
                    """ + $$"""
                    ,"real":{{Cell(5, "\"NaN\"", "1.5")}},"single":{{Cell(6, "0.5", "0.25")}},"money":{{Cell(7, "\"12.50\"", "\"12.51\"")}},"day":{{Cell(8, "\"2026-01-02\"", "null")}}
                    """ + $$"""
                    ,"time":{{Cell(9, "\"2026-01-02T03:04:05Z\"", "\"2026-01-02T03:04:05.000001Z\"")}},"raw":{{Cell(10, "\"AAE=\"", "\"AAI=\"")}},"list":{{Cell(11, "[1,null,3]", "[1,2,3]")}}
                    """ + $$"""
                    ,"pair":{{Cell(0, "{\"a\":\"x\",\"b\":[\"y\",null]}", "{\"a\":null,\"b\":[]}")}},"map":{{Cell(1, "{\"k\":1}", "{\"k\":null}")}}}
                    """;
            }
        }
    }

    public sealed record Edit(string Kind, Row[] Rows, int From, int To);
}
