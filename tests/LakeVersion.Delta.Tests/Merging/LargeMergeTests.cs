using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Merging;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Merging;

public sealed class LargeMergeTests
{
    private const int Updated = 1000;

    [Fact]
    public Task Appends_and_updates_of_different_rows_merge_without_reading_untouched_files() => MergesAsync(20_000);

    [Fact]
    [Trait("tier", "long")]
    public Task A_million_rows_appended_on_each_side_merge_without_reading_untouched_files() => MergesAsync(1_000_000);

    private static async Task MergesAsync(int appended)
    {
        var store = new FaultyStore();
        var table = await DeltaTable.CreateAsync(
            store, Context, Schema(("id", Int64Type.Default), ("name", StringType.Default)),
            new CreateOptions { Properties = new Dictionary<string, string> { ["lakeversion.key"] = "id", ["delta.enableDeletionVectors"] = "true" } });
        await table.AppendAsync(Stream(Rows(0, 10_000, "base")));
        var sides = TwoSides.Of(await table.SnapshotAsync(), store);
        await sides.Ours.AppendAsync(Stream(Rows(1_000_000, appended, "ours")));
        await sides.Ours.UpsertAsync(Stream(Rows(0, Updated, "O")), ["id"]);
        await sides.Theirs.AppendAsync(Stream(Rows(3_000_000, appended, "theirs")));
        await sides.Theirs.UpsertAsync(Stream(Rows(5_000, Updated, "T")), ["id"]);

        // The file of both sides' vectors cannot be opened while they merge.
        var (path, ours, theirs) = (sides.Base.Files[0].Path, await sides.Ours.SnapshotAsync(), await sides.Theirs.SnapshotAsync());
        var content = sides.OursStore[path];
        sides.OursStore[path] = [0];
        sides.TheirsStore[path] = [0];
        var outcome = await new TableMerger(sides.OursStore, Context).MergeAsync(sides.Base, ours, theirs, new TableMergeOptions(), TestContext.Current.CancellationToken);
        sides.OursStore[path] = content;
        await sides.CommitAsync(outcome);

        var merged = await sides.Ours.SnapshotAsync();
        var expected = new Dictionary<string, long> { ["base"] = 10_000 - (2 * Updated), ["O"] = Updated, ["T"] = Updated, ["ours"] = appended, ["theirs"] = appended };
        var found = new Dictionary<string, long>();
        var ids = new HashSet<long>();
        await foreach (var batch in merged.ReadAsync(["id", "name"]))
        {
            var (keys, names) = ((Int64Array)batch.Column(0), (StringArray)batch.Column(1));
            for (var row = 0; row < batch.Length; row++)
            {
                var (id, name) = (keys.GetValue(row)!.Value, names.GetString(row));
                Assert.True(ids.Add(id));
                Assert.Equal(id switch { < Updated => "O", >= 5_000 and < 5_000 + Updated => "T", < 1_000_000 => "base", < 3_000_000 => "ours", _ => "theirs" }, name);
                found[name] = found.GetValueOrDefault(name) + 1;
            }
        }

        Assert.Equal(expected.OrderBy(pair => pair.Key), found.OrderBy(pair => pair.Key));
        Assert.Equal(2 * Updated, Assert.Single(merged.Files, file => file.DeletionVector is not null).DeletionVector!.Cardinality);
    }

    private static RecordBatch Rows(long first, int count, string name)
    {
        var (ids, names) = (new Int64Array.Builder(), new StringArray.Builder());
        for (var i = 0; i < count; i++)
        {
            ids.Append(first + i);
            names.Append(name);
        }

        return Batch(("id", ids.Build()), ("name", names.Build()));
    }
}
