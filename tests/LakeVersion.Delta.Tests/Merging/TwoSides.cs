using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Merging;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Merging;

/// <summary>A table of (id long, name string) and two copies of it that go on by themselves, for tests of merges.</summary>
internal sealed class TwoSides
{
    private readonly FaultyStore oursStore;
    private readonly FaultyStore theirsStore;

    private TwoSides(DeltaSnapshot @base, FaultyStore ours, FaultyStore theirs)
    {
        (Base, oursStore, theirsStore) = (@base, ours, theirs);
        (Ours, Theirs) = (DeltaTable.At(ours, Context), DeltaTable.At(theirs, Context));
    }

    public DeltaSnapshot Base { get; }

    public FaultyStore OursStore => oursStore;

    public DeltaTable Ours { get; private set; }

    public DeltaTable Theirs { get; private set; }

    /// <summary>A table of two files, with the rows 1|a 2|b 3|null and 4|a 5|b 6|null.</summary>
    public static async Task<TwoSides> Of(bool vectors = true, string? key = null, IReadOnlyDictionary<string, string>? properties = null)
    {
        var store = new FaultyStore();
        var all = new Dictionary<string, string>(properties ?? new Dictionary<string, string>());
        if (vectors)
        {
            all["delta.enableDeletionVectors"] = "true";
        }

        if (key is not null)
        {
            all["lakeversion.key"] = key;
        }

        var table = await DeltaTable.CreateAsync(
            store, Context, Schema(("id", Apache.Arrow.Types.Int64Type.Default), ("name", Apache.Arrow.Types.StringType.Default)), new CreateOptions { Properties = all });
        await table.AppendAsync(Stream(Batch(("id", Longs(1, 2, 3)), ("name", Strings("a", "b", null)))));
        await table.AppendAsync(Stream(Batch(("id", Longs(4, 5, 6)), ("name", Strings("a", "b", null)))));
        return Of(await table.SnapshotAsync(), store);
    }

    public static TwoSides Of(DeltaSnapshot @base, FaultyStore store) => new(@base, store.Copy(), store.Copy());

    /// <summary>Merges theirs into ours, and commits where nothing conflicts.</summary>
    public async Task<TableMergeOutcome> MergeAsync(Func<TableMergeConflict, MergeDecision?>? decide = null)
    {
        var (ours, theirs) = (await Ours.SnapshotAsync(), await Theirs.SnapshotAsync());
        return await CommitAsync(Base, ours, theirs, decide);
    }

    /// <summary>Merges states that the two sides have, and commits to ours.</summary>
    public async Task<TableMergeOutcome> CommitAsync(
        DeltaSnapshot before, DeltaSnapshot ours, DeltaSnapshot theirs, Func<TableMergeConflict, MergeDecision?>? decide = null)
    {
        var outcome = await new TableMerger(oursStore, Context).MergeAsync(
            before, ours, theirs, new TableMergeOptions { Decide = decide, Label = "theirs" }, TestContext.Current.CancellationToken);
        Assert.Equal(outcome.Transaction is null, outcome.Conflicts.Count > 0);
        if (outcome.Transaction is not { NeedsCommit: true } transaction)
        {
            return outcome;
        }

        foreach (var key in outcome.Taken)
        {
            oursStore[key.Value] = theirsStore[key.Value];
        }

        var staged = transaction.Stage(DateTimeOffset.UnixEpoch.AddDays(20_000));
        Assert.Equal(CreateResult.Created, (await oursStore.CreateAsync(staged.Key, staged.Content)).Result);
        Ours = DeltaTable.At(oursStore, Context);
        var check = await Ours.CheckAsync();
        Assert.True(check.Damaged.Count == 0, string.Join('\n', check.Damaged));
        return outcome;
    }

    /// <summary>The other way round: what is ours here is theirs there.</summary>
    public TwoSides Mirror() => new(Base, theirsStore.Copy(), oursStore.Copy());

    /// <summary>Ours' rows, sorted.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync() => [.. (await (await Ours.SnapshotAsync()).RowsAsync()).Order(StringComparer.Ordinal)];
}
