using System.Globalization;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.BadInput;

/// <summary>Changes of tables with damaged logs, checkpoints and vectors end in what they say, or in an error of ours with nothing committed: soon.</summary>
/// <remarks>Each case is its number. What the damaged table is, is what reading it says; the change must do its work to those rows.</remarks>
[Trait("store", "none")]
public sealed class DamagedWritesTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private static readonly (string Name, Func<DeltaTable, Task> Act, Func<List<string>, IEnumerable<string>> Expected)[] Changes =
    [
        ("delete", async table => await table.DeleteAsync(ColumnPath.Of("id").Between(5, 12)), rows => rows.Where(row => Id(row) is not (>= 5 and <= 12))),
        ("update", async table => await table.UpdateAsync(ColumnPath.Of("id").Between(5, 12), new Dictionary<string, ValueExpression> { ["value"] = ValueText.Parse("'new'", Columns) }),
            rows => rows.Select(row => Id(row) is >= 5 and <= 12 ? $"{Id(row)}|new" : row)),
        ("upsert", async table => await table.UpsertAsync(Stream(Batch(("id", Longs(8, 9, 100)), ("value", Strings("u", "u", "u")))), ["id"]),
            rows => [.. rows.Where(row => Id(row) is not (8 or 9 or 100)), .. rows.Where(row => Id(row) is 8 or 9 or 100).Select(row => $"{Id(row)}|u"),
                .. ((long[])[8, 9, 100]).Where(id => !rows.Any(row => Id(row) == id)).Select(id => $"{id}|u")]),
        ("optimize", async table => await table.OptimizeAsync(), rows => rows),
        ("checkpoint", async table => await table.CheckpointAsync(), rows => rows),
        ("append", async table => await table.AppendAsync(Stream(Batch(("id", Longs(200)), ("value", Strings("a"))))), rows => [.. rows, "200|a"]),
        ("overwrite", async table => await table.OverwriteAsync(Stream(Batch(("id", Longs(300)), ("value", Strings("o"))))), _ => ["300|o"]),
        ("vacuum", async table => await table.VacuumAsync(new() { Retention = TimeSpan.Zero, AllowShortRetention = true }), rows => rows),
        ("clean-up", async table => await table.CleanUpLogAsync(), rows => rows),
        ("compaction", async table => await table.CompactLogAsync(0, (await table.SnapshotAsync()).Version), rows => rows),
        ("set", async table => await table.ChangeAsync(new SetProperties { Description = "x" }), rows => rows),
    ];

    // Damaged bounds, of the log or of a file, that still can be: nothing tells them from sound ones, and reads by them miss rows as changes do.
    private static readonly (Predicate Rows, Func<long?, bool> Passes)[] Tests =
        [(ColumnPath.Of("id").Between(5, 12), id => id is >= 5 and <= 12), (ColumnPath.Of("id").In(8, 9, 100), id => id is 8 or 9 or 100)];

    // So many more cases; by hand tens of thousands.
    private static int More => int.Parse(Environment.GetEnvironmentVariable("LAKEVERSION_DAMAGE_CASES") ?? "4000", CultureInfo.InvariantCulture);

    private static Apache.Arrow.Schema Columns => Schema(("id", Apache.Arrow.Types.Int64Type.Default), ("value", Apache.Arrow.Types.StringType.Default));

    [Fact]
    public Task A_thousand_changes_of_damaged_tables_do_their_work_or_nothing() => DamageAsync(0, 1_000);

    [Fact]
    [Trait("tier", "long")]
    public Task Thousands_of_changes_of_damaged_tables_do_their_work_or_nothing() => DamageAsync(1_000, More);

    private static async Task DamageAsync(int first, int count)
    {
        var tables = await TablesAsync();
        var (done, refused) = (0, 0);
        for (var i = first; i < first + count; i++)
        {
            var files = new SortedDictionary<string, byte[]>(tables[i % tables.Count], StringComparer.Ordinal);
            var what = $"case {i}, {Changes[i / tables.Count % Changes.Length].Name}: {new Mutator(i).Apply(files)}";
            try
            {
                _ = await ChangeAsync(files, Changes[i / tables.Count % Changes.Length], what).WaitAsync(Longest) ? done++ : refused++;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                throw new InvalidOperationException($"{what}: {e.GetType().Name}: {e.Message}", e);
            }
        }

        Assert.True(done > count / 10 && refused > count / 10, $"{done} changes were made, {refused} refused");
    }

    private static async Task<bool> ChangeAsync(
        SortedDictionary<string, byte[]> files, (string Name, Func<DeltaTable, Task> Act, Func<List<string>, IEnumerable<string>> Expected) change, string what)
    {
        var store = new MemoryStore();
        foreach (var (key, content) in files)
        {
            await store.PutAsync(StoreKey.Parse(key), content);
        }

        var before = await ReadAsync(store);
        try
        {
            await change.Act(await DeltaTable.OpenAsync(store, Context));
        }
        catch (LakeException e)
        {
            Assert.True(e.Kind is not (LakeErrorKind.Internal or LakeErrorKind.Unknown or LakeErrorKind.Unavailable), $"{what}: {e.Kind}: {e.Message}");
            Assert.True(before is null || Same(before, await ReadAsync(store)), $"{what}: other rows after it failed ({e.Message})");
            return false;
        }

        var after = await ReadAsync(store);
        if (before is { IsKnown: true })
        {
            Assert.True(after is not null, $"{what}: no rows are read any more");
            var expected = change.Expected(before.Rows).Order(StringComparer.Ordinal).ToList();
            Assert.True(expected.SequenceEqual(after.Rows), $"{what}: expected {expected.Count} rows [{string.Join(' ', expected)}], found {after.Rows.Count} [{string.Join(' ', after.Rows)}]");
        }

        return true;
    }

    private static bool Same(Content before, Content? after) => after is not null && before.Rows.SequenceEqual(after.Rows);

    private static long? Id(string row) => long.TryParse(row.Split('|')[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) ? id : null;

    // Null where the table is not read.
    private static async Task<Content?> ReadAsync(MemoryStore store)
    {
        try
        {
            var snapshot = await (await DeltaTable.OpenAsync(store, Context)).SnapshotAsync();
            var rows = await snapshot.RowsAsync();
            var known = snapshot.Schema.FieldsList.Select(field => $"{field.Name} {field.DataType.Name}").SequenceEqual(["id int64", "value utf8"]);
            foreach (var test in known ? Tests : [])
            {
                var found = await snapshot.RowsAsync(predicate: test.Rows);
                known &= rows.Where(row => test.Passes(Id(row))).SequenceEqual(found.Where(row => test.Passes(Id(row))));
            }

            return new Content([.. rows.Order(StringComparer.Ordinal)], known);
        }
        catch (LakeException)
        {
            return null;
        }
    }

    private static async Task<List<Dictionary<string, byte[]>>> TablesAsync()
    {
        var tables = Enum.GetValues<PlainCheckpoint>().Select(checkpoint => PlainTable.Create(checkpoint).Files.ToDictionary()).ToList();
        foreach (var properties in new[] { "delta.enableDeletionVectors=true", "delta.columnMapping.mode=name;delta.enableChangeDataFeed=true;delta.checkpointPolicy=v2", "delta.enableRowTracking=true" })
        {
            var store = new MemoryStore();
            var options = new CreateOptions { Properties = properties.Split(';').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]) };
            var table = await DeltaTable.CreateAsync(store, Context, Columns, options);
            foreach (var from in new[] { 0, 10, 20 })
            {
                var ids = Enumerable.Range(from, 10).ToArray();
                await table.AppendAsync(Stream(Batch(("id", Longs([.. ids.Select(id => (long?)id)])), ("value", Strings([.. ids.Select(id => $"v{id}")])))));
            }

            await table.DeleteAsync(ColumnPath.Of("id").Between(7, 8));
            await table.CheckpointAsync();
            await table.AppendAsync(Stream(Batch(("id", Longs(40)), ("value", Strings("w")))));
            var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            await foreach (var item in store.ListAsync(new ListRequest()))
            {
                files[item.Name] = (await store.GetAsync(StoreKey.Parse(item.Name)))!.Value.ToArray();
            }

            tables.Add(files);
        }

        return tables;
    }

    private sealed record Content(List<string> Rows, bool IsKnown);
}
