using System.Text;
using LakeVersion.Outside;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Tests.Attacks;
using LakeVersion.Verifying;
using LakeVersion.Versioning.Verifying;

namespace LakeVersion.Tests.Verifying;

public sealed class LakeCheckTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_is_found_in_a_sound_lake_with_everything_in_it(bool data)
    {
        var subject = await RichSubject.GetAsync();
        var report = await RichSubject.CheckAsync(await subject.WithAsync(), data);
        Assert.Equal("", RichSubject.Text(report));
        Assert.True(report.IsWhole);
        var figures = report.Figures;
        Assert.Equal((0, 0, 0, 0, 0L), (figures.ExpiredStates, figures.OutsideUnread, figures.LeftOut, figures.Doubts, figures.Unreachable));
        Assert.True(figures is { Logs: > 10, Entries: > 50, Commits: > 20, States: > 20 }, $"{figures.Logs} {figures.Entries} {figures.Commits} {figures.States}");
        Assert.True(figures is { Nodes: > 20, Packs: > 15, Outside: > 2, Tables: > 5 }, $"{figures.Nodes} {figures.Packs} {figures.Outside} {figures.Tables}");
        Assert.Equal(data, figures.Contents > 700);
    }

    [Fact]
    public async Task A_lake_in_a_folder_is_checked_and_repaired_as_any_other()
    {
        var subject = await RichSubject.GetAsync();
        var folder = Directory.CreateTempSubdirectory("lv-fsck-").FullName;
        try
        {
            var (store, copy) = (new LocalFolderStore(Path.Join(folder, "lake")), new LocalFolderStore(Path.Join(folder, "copy")));
            foreach (var (key, content) in subject.Objects)
            {
                await store.PutAsync(StoreKey.Parse(key), content);
                await copy.PutAsync(StoreKey.Parse(key), content);
            }

            Assert.True((await RichSubject.CheckAsync(store)).IsWhole);
            var pack = subject.Objects.Keys.Last(key => key.StartsWith("packs/", StringComparison.Ordinal));
            await store.PutAsync(StoreKey.Parse(pack), subject.Objects[pack].AsMemory(0, 100));
            await store.DeleteAsync([StoreKey.Parse("lake.json")]);
            var options = new VerifyOptions { Data = true };
            var dry = await LakeRepair.RunAsync(store, copy, RichLake.Options, options, dryRun: true);
            Assert.Equal(["lake.json", pack], dry.Repaired);
            Assert.True(dry.After.IsWhole);
            Assert.Null(await store.GetAsync(StoreKey.Parse("lake.json")));
            Assert.True((await LakeRepair.RunAsync(store, copy, RichLake.Options, options)).After.IsWhole);
            Assert.True((await RichSubject.CheckAsync(store)).IsWhole);
            Assert.Equal(LakeErrorKind.Invalid, (await Assert.ThrowsAsync<LakeException>(() => LakeRepair.RunAsync(store, store, RichLake.Options).AsTask())).Kind);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_copy_that_is_damaged_itself_or_another_lakes_repairs_nothing()
    {
        var subject = await RichSubject.GetAsync();
        var (key, _, _) = await RichPlaces.OfAsync(await subject.WithAsync(), "large.bin");
        var store = await subject.WithAsync((key, null));
        var wrong = new NamedStore(await subject.WithAsync((key, [.. subject.Objects[key].Select(b => (byte)(b ^ 1))])));
        var repair = await LakeRepair.RunAsync(store, wrong, RichLake.Options);
        Assert.Equal(key, Assert.Single(repair.NotRepaired).Key);
        Assert.Empty(repair.Repaired);
        Assert.Null(await store.GetAsync(StoreKey.Parse(key)));
        var other = new NamedStore(await StoredObjects.StoreAsync(subject.Other));
        Assert.Equal(LakeErrorKind.Refused, (await Assert.ThrowsAsync<LakeException>(() => LakeRepair.RunAsync(store, other, RichLake.Options).AsTask())).Kind);
    }

    [Fact]
    public async Task A_record_that_was_written_anew_with_a_seal_that_fits_is_found()
    {
        var subject = await RichSubject.GetAsync();
        foreach (var prefix in (string[])["refs/branches/main/", "gc/", "commits/"])
        {
            // The second newest: a newer one vouches for it.
            var key = subject.Objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Skip(1).First();
            var lines = Encoding.UTF8.GetString(subject.Objects[key].AsSpan()[..^46]);
            var forged = lines.Replace("\"tx\":\"", "\"later\":1,\"tx\":\"", StringComparison.Ordinal);
            Assert.NotEqual(lines, forged);
            var report = await RichSubject.CheckAsync(await subject.WithAsync((key, RichLake.Sealed(forged))));
            Assert.True(report.Findings.Any(found => found.IsDamage && (found.Key == key || prefix == "gc/")), $"{prefix}: {RichSubject.Text(report)}");
        }
    }

    [Fact]
    public async Task A_commit_whose_newest_entry_was_deleted_is_a_doubt()
    {
        var store = TestStores.Open();
        await using (var lake = await Lake.CreateAsync(store, RichLake.Options))
        {
            await HostilePathTests.AppendAsync(lake, "weather", 0);
        }

        await store.DeleteAsync([StoreKey.Parse(RichLake.KeyOf("refs/branches/main", 3))]);
        var report = await RichSubject.CheckAsync(store);
        Assert.True(report.IsWhole);
        Assert.Equal((1, 2L), (report.Figures.Doubts, report.Figures.Unreachable!.Value));
        Assert.Contains(report.Findings, found => !found.IsDamage && found.Fault.Contains("entry 3 of refs/branches/main", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_table_without_a_file_that_its_log_names_is_found()
    {
        var store = TestStores.Open();
        await using var lake = await Lake.CreateAsync(store, RichLake.Options);
        await HostilePathTests.AppendAsync(lake, "weather", 0);
        Assert.True((await lake.CheckAsync()).IsWhole);
        var path = await RichPlaces.FindAsync(store, "weather/", file => file.EndsWith(".parquet", StringComparison.Ordinal));
        await using (var change = await lake.Branch("main").BeginRawAsync())
        {
            await change.Files.DeleteAsync(path);
            await change.CommitAsync("break it");
        }

        var report = await lake.CheckAsync();
        var finding = Assert.Single(report.Findings);
        Assert.Equal((CheckedThing.Table, "weather", path), (finding.Thing, finding.Key, Assert.Single(finding.Paths)));
        Assert.Equal((await lake.AtAsync("main")).Commit.Id, Assert.Single(finding.Commits));
        Assert.True((await lake.CheckAsync(new VerifyOptions { Revisions = ["main~1"] })).IsWhole);
        Assert.False((await lake.CheckAsync(new VerifyOptions { Revisions = ["main"] })).IsWhole);
    }

    [Fact]
    public async Task Adopted_content_that_changed_or_is_gone_is_found_by_its_tag_and_where_nobody_may_look_that_is_said()
    {
        var folder = Directory.CreateTempSubdirectory("lv-fsck-").FullName;
        try
        {
            var store = TestStores.Open();
            await RichLake.BuildAsync(store, Path.Join(folder, "drop"));
            await File.WriteAllTextAsync(Path.Join(folder, "drop", "a.csv"), "changed");
            File.Delete(Path.Join(folder, "drop", "b.csv"));
            var report = await RichSubject.CheckAsync(store, data: false);
            Assert.All(report.Findings, found => Assert.Equal(CheckedThing.Outside, found.Thing));
            Assert.Equal(["hashed/a.csv", "hashed/b.csv", "raw/a.csv", "raw/b.csv"], report.Findings.SelectMany(found => found.Paths).Distinct().Order());
            var blind = await LakeCheck.RunAsync(store, RichLake.Options with { External = ExternalAccess.None });
            Assert.True(blind is { IsWhole: true, Figures.OutsideUnread: > 0 }, RichSubject.Text(blind));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_store_without_a_lake_is_no_damaged_lake() =>
        Assert.Equal(LakeErrorKind.NotFound, (await Assert.ThrowsAsync<LakeException>(() => RichSubject.CheckAsync(TestStores.Open()))).Kind);
}
