using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Settings;

namespace LakeVersion.Versioning.Tests.Settings;

public sealed class FeatureTests
{
    private readonly IObjectStore store = TestStores.Open();

    [Fact]
    public async Task An_unknown_reader_feature_refuses_the_lake_by_name()
    {
        var lake = await TestLake.CreateAsync(store);
        await SwitchOnAsync(lake, new SettingsValue { ReaderFeatures = ["encryption"] });
        var refused = await Assert.ThrowsAsync<LakeException>(() => TestLake.OpenAsync(store));
        Assert.Equal(LakeErrorKind.Unsupported, refused.Kind);
        Assert.Contains("'encryption'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_writer_feature_makes_the_lake_read_only()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.PutAsync("a", "1");
        await SwitchOnAsync(lake, new SettingsValue { WriterFeatures = ["signatures"] });
        var fresh = await TestLake.OpenAsync(store);
        Assert.Equal("1", await fresh.ReadAsync("main", "a"));
        Func<Task>[] writes = [() => fresh.PutAsync("a", "2"), () => fresh.BranchAsync("dev"), () => fresh.Lake.Settings.SetAsync("a", "b", TestLake.Log).AsTask()];
        foreach (var write in writes)
        {
            var refused = await Assert.ThrowsAsync<LakeException>(write);
            Assert.Equal(LakeErrorKind.Unsupported, refused.Kind);
            Assert.Contains("'signatures'", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal("1", await fresh.ReadAsync("main", "a"));
    }

    [Fact]
    public async Task A_writer_feature_of_one_log_closes_that_log_alone()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.BranchAsync("dev");
        var head = await lake.HeadAsync("dev");
        var feature = head.Entry with
        {
            N = head.Entry.N + 1,
            Op = LogOperation.Feature,
            Before = head.Entry.After,
            Previous = head.Hash,
            Time = head.Entry.Time.AddMicroseconds(1),
            WriterFeatures = ["groups-of-groups"],
        };
        await store.CreateAsync(feature.StoreKey, feature.ToBytes());

        await lake.PutAsync("a", "1");
        var refused = await Assert.ThrowsAsync<LakeException>(() => lake.PutAsync("a", "1", "dev"));
        Assert.Equal(LakeErrorKind.Unsupported, refused.Kind);
    }

    [Fact]
    public async Task Settings_are_set_replaced_and_removed_and_entries_name_the_ones_they_were_judged_by()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.Lake.Settings.SetAsync("a", "1", TestLake.Log);
        await lake.Lake.Settings.SetAsync("b", "2", TestLake.Log);
        await lake.Lake.Settings.SetAsync("a", null, TestLake.Log);
        var state = await (await TestLake.OpenAsync(store)).Lake.Settings.CurrentAsync();
        Assert.Equal((3, "b=2"), (state.N, string.Join(' ', state.Value.Values.Select(pair => $"{pair.Key}={pair.Value}"))));
        await lake.PutAsync("x", "1");
        Assert.Equal(3, (await lake.HeadAsync()).Entry.Settings);
    }

    private static async Task SwitchOnAsync(TestLake lake, SettingsValue value) => await lake.Lake.Writer.AppendAsync(
        RefName.Settings,
        new LogStamp(Id128.Create(lake.Lake.Entropy), "ada", TimeSpan.FromMinutes(1)),
        (_, _) => ValueTask.FromResult<LogDraft?>(new LogDraft { Op = LogOperation.Settings, After = lake.Lake.RootCommit.Id, SettingsValue = value }),
        default);
}
