using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Comparing;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Comparing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using LakeVersion.Testing;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Comparing;

public sealed class RowComparisonTests
{
    private static readonly Schema Columns = Schema(("id", Int64Type.Default), ("name", StringType.Default));

    [Fact]
    public async Task Only_files_in_which_the_versions_differ_are_read()
    {
        var store = new FaultyStore();
        var table = await TableAsync(store, [1, 2, 3], [4, 5, 6], [7, 8, 9]);
        var before = await table.SnapshotAsync();
        await table.UpdateAsync(((ColumnPath)"id").EqualTo(5), new Dictionary<string, ValueExpression> { ["name"] = ValueText.Parse("'new'", Columns) });
        var after = await table.SnapshotAsync();

        // What is shared is not even there.
        foreach (var file in before.Files.Where(file => after.Files.Any(other => (other.Path, other.DeletionVector) == (file.Path, file.DeletionVector))))
        {
            store.Remove(file.Path);
        }

        Assert.Equal(["5|n5 => 5|new"], await TellAsync(before, after, "id"));
        Assert.Equal(["+5|new", "-5|n5"], await TellAsync(before, after));
    }

    [Fact]
    public async Task Of_a_file_whose_vector_alone_differs_come_the_rows_deleted_or_brought_back()
    {
        var table = await TableAsync(new FaultyStore(), [1, 2, 3, 4, 5, 6]);
        await table.DeleteAsync(((ColumnPath)"id").EqualTo(2));
        var before = await table.SnapshotAsync();
        await table.DeleteAsync(((ColumnPath)"id").AtMost(4));
        var after = await table.SnapshotAsync();
        Assert.Equal(before.Files.Select(file => file.Path), after.Files.Select(file => file.Path));
        Assert.Equal(["-1|n1", "-3|n3", "-4|n4"], await TellAsync(before, after, "id"));
        Assert.Equal(["+1|n1", "+3|n3", "+4|n4"], await TellAsync(after, before));
        Assert.Equal(["-2|n2"], await TellAsync(await table.SnapshotAsync(1), before));
    }

    [Fact]
    public async Task Rows_that_were_only_moved_differ_in_nothing()
    {
        var table = await TableAsync(new FaultyStore(), [3, 1], [2, 4], [6, 5]);
        var before = await table.SnapshotAsync();
        await table.OptimizeAsync();
        var after = await table.SnapshotAsync();
        Assert.NotEqual(before.Files.Select(file => file.Path), after.Files.Select(file => file.Path));
        Assert.Empty(await TellAsync(before, after));
        Assert.Empty(await TellAsync(before, after, "id"));
    }

    [Fact]
    public async Task A_key_that_is_not_unique_is_refused_with_the_keys_and_the_side()
    {
        var table = await TableAsync(new FaultyStore(), [1, 2]);
        var before = await table.SnapshotAsync();
        await table.AppendAsync(Stream(Batch(("id", Longs(3, 4, 5, 6, 7, 8, 9)), ("name", Strings("a", "b", "c", "d", "e", "f", "g")))));
        await table.AppendAsync(Stream(Batch(("id", Longs(3, 4, 5, 6, 7, 8, 8)), ("name", Strings("a", "b", "c", "d", "e", "f", "g")))));
        var after = await table.SnapshotAsync();
        var e = await FailsAsync(LakeErrorKind.Invalid, () => TellAsync(before, after, "id"));
        Assert.Contains("version 3 of the table", e.Message, StringComparison.Ordinal);
        Assert.Contains("and 1 more", e.Message, StringComparison.Ordinal);
        Assert.Equal(5, e.Message.Split("(id = ").Length - 1);
        e = await FailsAsync(LakeErrorKind.Invalid, () => TellAsync(after, before, "id"));
        Assert.Contains("version 3 of the table", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_with_nulls_is_refused_with_the_rows_and_the_side()
    {
        var table = await TableAsync(new FaultyStore(), [1, 2]);
        var before = await table.SnapshotAsync();
        await table.AppendAsync(Stream(Batch(("id", Longs(3, null)), ("name", Strings("a", "b")))));
        var e = await FailsAsync(LakeErrorKind.Invalid, async () => await TellAsync(before, await table.SnapshotAsync(), "name", "id"));
        Assert.Contains("(name, id) has nulls in version 2 of the table: rows with (name = b, id = null)", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_no_column_is_refused_with_near_names()
    {
        var at = await (await TableAsync(new FaultyStore(), [1])).SnapshotAsync();
        var e = await FailsAsync(LakeErrorKind.Invalid, () => TellAsync(at, at, "nam"));
        Assert.Contains("Did you mean 'name'?", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_a_version_lacks_is_null_there_and_types_that_have_no_common_one_are_two_columns()
    {
        var (left, right) = (new FaultyStore(), new FaultyStore());
        var before = await DeltaTable.CreateAsync(left, Context, Schema(("id", Int32Type.Default), ("gone", StringType.Default), ("odd", StringType.Default)), null,
            Stream(Batch(("id", Ints(1, 2)), ("gone", Strings("x", null)), ("odd", Strings("7", null)))));
        var after = await DeltaTable.CreateAsync(right, Context, Schema(("come", StringType.Default), ("ID", Int64Type.Default), ("odd", Int64Type.Default)), null,
            Stream(Batch(("come", Strings("y", null)), ("ID", Longs(1, 2)), ("odd", Longs(7, null)))));
        var (old, now) = (await before.SnapshotAsync(), await after.SnapshotAsync());
        Assert.Equal(["come", "ID", "odd", "gone", "odd (before)"], RowComparison.SchemaOf(old, now).FieldsList.Select(field => field.Name));
        Assert.Equal(["null|1|null|x|7 => y|1|7|null|null"], await TellAsync(old, now, "ID"));
    }

    [Fact]
    public async Task A_renamed_column_is_the_same_and_one_dropped_and_added_again_goes_by_its_name()
    {
        var store = new FaultyStore();
        var table = await DeltaTable.CreateAsync(store, Context, Columns, new CreateOptions { Properties = new Dictionary<string, string> { ["delta.columnMapping.mode"] = "name" } },
            Stream(Batch(("id", Longs(1, 2)), ("name", Strings("a", "b")))));
        var before = await table.SnapshotAsync();
        await table.ChangeAsync(new Delta.Altering.RenameColumn("name", "label"));
        await table.UpdateAsync(((ColumnPath)"id").EqualTo(2), new Dictionary<string, ValueExpression> { ["label"] = ValueText.Parse("'c'", Schema(("id", Int64Type.Default), ("label", StringType.Default))) });
        Assert.Equal(["2|b => 2|c"], await TellAsync(before, await table.SnapshotAsync(), "id"));
    }

    [Fact]
    public async Task The_folder_of_rows_on_disk_is_gone_also_where_the_reader_stops_or_fails()
    {
        using var disk = new TemporaryFolder();
        var table = await TableAsync(new FaultyStore(), [.. Enumerable.Range(0, 200)]);
        var (before, after) = (await table.SnapshotAsync(0), await table.SnapshotAsync());
        var options = new RowComparisonOptions { MemoryLimitBytes = 1, SpillFolder = disk.Path, Keys = ["id"] };
        await foreach (var found in new RowComparison(Context).CompareAsync(before, after, options))
        {
            found.Dispose();
            Assert.NotEmpty(Directory.EnumerateFileSystemEntries(disk.Path));
            break;
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(disk.Path));
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var found in new RowComparison(Context).CompareAsync(before, after, options, stop.Token))
            {
                found.Dispose();
                await stop.CancelAsync();
            }
        });
        Assert.Empty(Directory.EnumerateFileSystemEntries(disk.Path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rows_whose_hashes_are_one_are_told_apart_by_their_cells(bool keyed)
    {
        var schema = Schema(("id", Int64Type.Default), ("name", StringType.Default));
        var matching = new RowMatching(schema, keyed ? [0] : [], "before", "after", hashMask: 1);
        using var before = matching.NewStore();
        using var after = matching.NewStore();
        before.Add(Batch(("id", Longs(1, 2, 3, 4)), ("name", Strings("a", "b", "c", "d"))));
        before.Add(Batch(("id", Longs(5, 6)), ("name", Strings("e", null))));
        after.Add(Batch(("id", Longs(6, 4, 3)), ("name", Strings(null, "d", "x"))));
        after.Add(Batch(("id", Longs(1, 7, 5)), ("name", Strings("a", "g", "e"))));
        var told = matching.Match(before, after, CancellationToken.None).SelectMany(Lines).Order(StringComparer.Ordinal);
        Assert.Equal(keyed ? ["+7|g", "-2|b", "3|c => 3|x"] : ["+3|x", "+7|g", "-2|b", "-3|c"], told);
    }

    [Fact]
    public void Cells_are_equal_as_stored_and_keys_as_predicates_say()
    {
        var (left, right) = (Doubles(0.0, double.NaN, 1, -0.0), Doubles(-0.0, BitConverter.Int64BitsToDouble(unchecked((long)0xFFF8000000000001)), 1, -0.0));
        foreach (var (rule, expected) in new[] { (CellRule.Stored, new[] { false, true, true, true }), (CellRule.Key, [true, true, true, true]) })
        {
            bool[] equal = [true, true, true, true];
            CellEquality.And(left, [0, 1, 2, 3], right, [0, 1, 2, 3], rule, equal);
            Assert.Equal(expected, equal);
            var (a, b) = (new ulong[4], new ulong[4]);
            CellHashes.Add(left, rule, a);
            CellHashes.Add(right, rule, b);
            Assert.Equal(expected, a.Zip(b, (x, y) => x == y));
        }
    }

    private static async Task<DeltaTable> TableAsync(FaultyStore store, params int[][] files)
    {
        var table = await DeltaTable.CreateAsync(store, Context, Columns, new CreateOptions { Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = "true" } });
        foreach (var ids in files)
        {
            await table.AppendAsync(Stream(Batch(("id", Longs([.. ids.Select(id => (long?)id)])), ("name", Strings([.. ids.Select(id => $"n{id}")])))));
        }

        return table;
    }

    private static async Task<List<string>> TellAsync(DeltaSnapshot before, DeltaSnapshot after, params string[] keys)
    {
        var told = new List<string>();
        await foreach (var found in new RowComparison(Context).CompareAsync(before, after, new RowComparisonOptions { Keys = keys }))
        {
            told.AddRange(Lines(found));
        }

        return [.. told.Order(StringComparer.Ordinal)];
    }

    private static List<string> Lines(RowDifferences found)
    {
        using (found)
        {
            return found.Kind switch
            {
                RowDifferenceKind.Inserted => [.. Cells.Rows(found.After!).Select(row => "+" + row)],
                RowDifferenceKind.Deleted => [.. Cells.Rows(found.Before!).Select(row => "-" + row)],
                _ => [.. Cells.Rows(found.Before!).Zip(Cells.Rows(found.After!), (was, becomes) => $"{was} => {becomes}")],
            };
        }
    }
}
