using LakeVersion.Delta;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Vacuuming;
using LakeVersion.Parquet;
using LakeVersion.Storage;
using LakeVersion.Testing;

namespace LakeVersion.Tests;

/// <summary>Tables on their way out of a lake: with history, and by links.</summary>
[Trait("store", "none")]
public sealed class TableOutTests : IDisposable
{
    // Enough rows for a file that stands alone in the store.
    private const int Many = 150_000;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_table_leaves_with_all_its_versions_times_and_id()
    {
        await using var lake = await WithTableAsync();
        var head = await lake.AtAsync("main");
        var report = await head.Table("weather").ExportHistoryAsync(new LocalFolderStore(folder.Of("out")));

        var plain = await OpenAsync("out");
        Assert.Equal((3L, 3L, 0L), (report.Versions, report.Files, report.MissingFiles));
        Assert.Equal((await head.Table("weather").OpenAsync()).Metadata.Id, (await plain.SnapshotAsync()).Metadata.Id);
        foreach (var version in (long[])[0, 1, 2])
        {
            var (ours, theirs) = (await head.Table("weather").OpenAsync(version), await plain.SnapshotAsync(version));
            Assert.Equal(await Weather.DaysAsync(ours.ReadAsync()), await Weather.DaysAsync(theirs.ReadAsync()));
            Assert.Equal(ours.Timestamp, theirs.Timestamp);
        }

        var again = await Assert.ThrowsAsync<LakeException>(() => head.Table("weather").ExportHistoryAsync(new LocalFolderStore(folder.Of("out"))).AsTask());
        Assert.Equal(LakeErrorKind.Conflict, again.Kind);
    }

    [Fact]
    public async Task Files_of_older_versions_that_were_let_go_of_are_told()
    {
        await using var lake = await WithTableAsync();
        await using (var change = await lake.Branch("main").BeginAsync())
        {
            await change.Table("weather").VacuumAsync(new VacuumOptions { Retention = TimeSpan.Zero, AllowShortRetention = true });
            await change.CommitAsync("vacuum");
        }

        var report = await (await lake.AtAsync("main")).Table("weather").ExportHistoryAsync(new LocalFolderStore(folder.Of("out")));
        Assert.Equal((3L, 1L, 2L), (report.Versions, report.Files, report.MissingFiles));
        Assert.Equal([7], await Weather.DaysAsync((await (await OpenAsync("out")).SnapshotAsync()).ReadAsync()));
    }

    [Fact]
    public async Task A_link_names_large_files_in_the_lake_and_has_small_ones_beside_it()
    {
        await using var lake = await WithTableAsync();
        var table = (await lake.AtAsync("main")).Table("weather");
        var then = await table.OpenAsync(1);
        var report = await table.LinkAsync(new LocalFolderStore(folder.Of("link")), then);

        var linked = await (await OpenAsync("link")).SnapshotAsync();
        Assert.Equal((1L, 1L), (report.LinkedFiles, report.CopiedFiles));
        Assert.Equal(then.SizeBytes, report.LinkedBytes + report.CopiedBytes);
        Assert.Equal(Enumerable.Range(0, Many + 1), await Weather.DaysAsync(linked.ReadAsync()));
        Assert.StartsWith($"file://{folder.Of("lake")}/objects/", Assert.Single(linked.Files, file => FilePath.IsAbsolute(file.Path)).Path, StringComparison.Ordinal);
        Assert.Equal(("CLONE", "true"), (linked.Info!.Operation, linked.Info.OperationParameters["isShallow"]));
        Assert.NotEqual(then.Metadata.Id, linked.Metadata.Id);

        var again = await Assert.ThrowsAsync<LakeException>(() => table.LinkAsync(new LocalFolderStore(folder.Of("link")), then).AsTask());
        Assert.Equal(LakeErrorKind.Conflict, again.Kind);
    }

    [Fact]
    public async Task A_lake_that_no_other_program_finds_is_not_linked()
    {
        await using var lake = await Lake.CreateAsync(new MemoryStore(), new LakeOptions { Author = "ada" });
        await using (var change = await lake.Branch("main").BeginAsync())
        {
            await change.Table("weather").AppendAsync(Weather.Rows(0, Many));
            await change.CommitAsync("load");
        }

        var table = (await lake.AtAsync("main")).Table("weather");
        var e = await Assert.ThrowsAsync<LakeException>(() => table.LinkAsync(new LocalFolderStore(folder.Of("link"))).AsTask());
        Assert.Equal(LakeErrorKind.Unsupported, e.Kind);
    }

    private async Task<DeltaTable> OpenAsync(string name) =>
        await DeltaTable.OpenAsync(folder.Of(name), new DeltaContext(ParquetEngines.Default, TimeProvider.System, SystemEntropy.Instance));

    // Version 0 has many rows, 1 one more, 2 another one alone.
    private async Task<Lake> WithTableAsync()
    {
        var lake = await Lake.CreateAsync(new LocalFolderStore(folder.Of("lake")), new LakeOptions { Author = "ada" });
        Func<Changes.TransactionTable, ValueTask>[] steps =
        [
            table => table.AppendAsync(Weather.Rows(0, Many)), table => table.AppendAsync(Weather.Rows(Many, 1)), table => table.OverwriteAsync(Weather.Rows(7, 1)),
        ];
        foreach (var step in steps)
        {
            await using var change = await lake.Branch("main").BeginAsync();
            await step(change.Table("weather"));
            await change.CommitAsync("step");
        }

        return lake;
    }
}
