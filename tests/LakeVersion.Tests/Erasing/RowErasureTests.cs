using LakeVersion.Erasing;
using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Tests.Erasing;

/// <summary>Rows are erased from all that a lake stores, and nothing else is.</summary>
public sealed class RowErasureTests : IDisposable
{
    private static readonly string[] Tables = [GuestLake.Made, GuestLake.Adopted];

    private static readonly RowErasureOptions Options = new() { Reason = "request 17" };

    private readonly TemporaryFolder folder = new();
    private readonly IObjectStore store = TestStores.Open();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task No_stored_object_shows_a_value_of_an_erased_row()
    {
        await GuestLake.BuildAsync(store, folder.Path);
        var before = await StoredValues.FindAsync(store, GuestLake.Values);
        Assert.All(GuestLake.Values, value => Assert.Contains(before, found => found.Value == value.Name));
        await using var lake = await Lake.OpenAsync(store, GuestLake.Options);
        var kept = await KeptRowsAsync(lake);
        var early = await GuestLake.RowsAsync(lake, "before", GuestLake.Made);

        var report = await lake.Erasures.EraseRowsAsync(Tables, GuestLake.Where, Options);

        var left = await StoredValues.FindAsync(store, GuestLake.Values);
        Assert.True(left.Count == 0, string.Join('\n', left));
        await using var again = await Lake.OpenAsync(store, GuestLake.Options);
        Assert.Equal(kept, await KeptRowsAsync(again));
        Assert.All(await KeptRowsAsync(again), row => Assert.DoesNotContain($"{GuestLake.Id}", row, StringComparison.Ordinal));
        Assert.Equal(early, await GuestLake.RowsAsync(again, "before", GuestLake.Made));
        Assert.Equal(LakeErrorKind.Expired, (await Assert.ThrowsAsync<LakeException>(() => GuestLake.RowsAsync(again, "after", GuestLake.Made))).Kind);
        Assert.True(report.Strays > 0 && report.DataFiles > 0 && report.LogFiles > 0, $"{report}");
        Assert.Equal(4, report.Rewritten.Count);
        Assert.Contains(report.Lost, lost => lost.Name.Name == "main" && lost.Table == GuestLake.Made && lost.FirstVersion == 1);
        var check = await again.CheckAsync();
        Assert.True(check.Findings.Count == 0, string.Join('\n', check.Findings));
    }

    [Fact]
    public async Task A_second_run_finds_nothing_and_changes_nothing()
    {
        await GuestLake.BuildAsync(store, folder.Path);
        await using var lake = await Lake.OpenAsync(store, GuestLake.Options);
        await lake.Erasures.EraseRowsAsync(Tables, GuestLake.Where, Options);
        var heads = await HeadsAsync(lake);
        var report = await lake.Erasures.EraseRowsAsync(Tables, GuestLake.Where, Options);
        Assert.Equal((0L, 0, 0, 0), (report.StoredRows, report.DataFiles, report.LogFiles, report.Strays));
        Assert.Empty(report.Rewritten);
        Assert.Equal(heads, await HeadsAsync(lake));
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_go_and_changes_nothing()
    {
        await GuestLake.BuildAsync(store, folder.Path);
        await using var lake = await Lake.OpenAsync(store, GuestLake.Options);
        var objects = await store.ListAsync(new ListRequest()).CountAsync();
        var planned = await lake.Erasures.EraseRowsAsync(Tables, GuestLake.Where, Options with { DryRun = true });
        Assert.Equal(objects, await store.ListAsync(new ListRequest()).CountAsync());
        var done = await lake.Erasures.EraseRowsAsync(Tables, GuestLake.Where, Options);
        Assert.Equal((done.StoredRows, done.DataFiles, done.LogFiles), (planned.StoredRows, planned.DataFiles, planned.LogFiles));
        Assert.Equal(done.Rewritten.Select(one => $"{one.Branch} {one.Table}").Order(), planned.Rewritten.Select(one => $"{one.Branch} {one.Table}").Order());
        Assert.Equal(done.Lost, planned.Lost);
    }

    [Theory]
    [InlineData(nameof(RowErasureMutants.LogsStay))]
    [InlineData(nameof(RowErasureMutants.ChangesStay))]
    [InlineData(nameof(RowErasureMutants.StraysStay))]
    public async Task What_is_left_is_found(string mutant)
    {
        await GuestLake.BuildAsync(store, folder.Path);
        await using var lake = await Lake.OpenAsync(store, GuestLake.Options);
        await lake.Erasures.EraseRowsAsync(Tables, GuestLake.Where, Options with { Mutants = Enum.Parse<RowErasureMutants>(mutant) });
        Assert.NotEmpty(await StoredValues.FindAsync(store, GuestLake.Values));
    }

    private static async Task<List<string>> KeptRowsAsync(Lake lake)
    {
        var rows = new List<string>();
        foreach (var branch in (string[])["main", "dev"])
        {
            foreach (var table in Tables)
            {
                rows.AddRange((await GuestLake.RowsAsync(lake, branch, table)).Where(row => !row.Contains($"\"id\":{GuestLake.Id}", StringComparison.Ordinal)).Select(row => $"{branch} {table} {row}"));
            }
        }

        return rows;
    }

    private static async Task<List<string>> HeadsAsync(Lake lake) =>
        [.. (await lake.BranchesAsync()).Select(head => $"{head.Name} {head.Head.Entry.After}")];
}
