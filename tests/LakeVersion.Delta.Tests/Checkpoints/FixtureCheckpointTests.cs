using LakeVersion.Delta.Tests.Conformance;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Parquet;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.Checkpoints;

/// <summary>Tables that Spark and others wrote, checkpointed here and read from that checkpoint alone.</summary>
[Trait("store", "none")]
public sealed class FixtureCheckpointTests
{
    private const string Large = "kernel-300k";

    // Applications and tombstones of another time have not expired there.
    private static readonly DeltaContext Then = Bench.Context with { Time = new StoppedClock(DateTimeOffset.UnixEpoch) };

    public static IEnumerable<TheoryDataRow<string>> Tables => Fixtures.Find() is null
        ? [new TheoryDataRow<string>(FixtureTables.None)]
        : Catalogue.All.Where(entry => entry.Kind is null && entry.Table != Large).Select(entry => new TheoryDataRow<string>(entry.Table));

    [Fact]
    [Trait("tier", "long")]
    public Task A_table_of_300000_files_is_the_same_from_our_checkpoint_alone() =>
        Fixtures.Find() is null ? Task.CompletedTask : A_table_is_the_same_from_our_checkpoint_alone(Large);

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task A_table_is_the_same_from_our_checkpoint_alone(string name)
    {
        var store = new OverlayStore(new FolderStore(FixtureTables.Get(name).Folder));
        var table = await DeltaTable.OpenAsync(store, Then);
        var expected = await table.SnapshotAsync();
        if (name == "kernel/partitioned_with_materialize_feature")
        {
            Assert.Contains("materializePartitionColumns", (await Bench.FailsAsync(LakeErrorKind.Unsupported, () => table.CheckpointAsync().AsTask())).Message, StringComparison.Ordinal);
            return;
        }

        if (expected.Files.FirstOrDefault(file => file.OtherFields is { Count: > 0 }) is { } odd)
        {
            var e = await Bench.FailsAsync(LakeErrorKind.Unsupported, () => table.CheckpointAsync().AsTask());
            Assert.Contains(odd.OtherFields!.Keys.First(), e.Message, StringComparison.Ordinal);
            return;
        }

        var written = await table.CheckpointAsync();

        Assert.Equal((expected.Version, expected.Files.Count), (written.Version, written.Files));
        var ours = await store.WrittenNamesAsync();
        var alone = new AlteredStore(store) { Hides = key => key.StartsWith("_delta_log/", StringComparison.Ordinal) && !ours.Contains(key) };
        foreach (var engine in new[] { ParquetEngines.Default, ParquetEngines.Managed })
        {
            var found = await (await DeltaTable.OpenAsync(alone, Bench.Context with { Parquet = engine })).SnapshotAsync();
            Assert.Equal(expected.Version, found.CheckpointVersion);
            Assert.Equal(SnapshotText.Of(expected), SnapshotText.Of(found));
        }
    }
}
