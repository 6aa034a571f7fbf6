using LakeVersion.Storage;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Tests;

/// <summary>Checkpoints of tables inside a lake: of versions that the branch has, and never carried behind other versions.</summary>
public sealed class CheckpointedTableTests
{
    private readonly IObjectStore store = TestStores.Open();

    [Fact]
    public async Task A_transaction_brings_the_checkpoint_of_the_version_before_it_when_it_is_due()
    {
        await using var lake = await Lake.CreateAsync(store);
        for (var i = 0; i < 23; i++)
        {
            await AppendAsync(lake, i);
        }

        Assert.Equal([10, 20], await CheckpointsAsync(lake));
        var table = await (await lake.AtAsync("main")).Table("weather").OpenAsync();
        Assert.Equal((22, 20), (table.Version, table.CheckpointVersion));
        Assert.Equal(Enumerable.Range(0, 23), await Weather.DaysAsync(table.ReadAsync()));
    }

    [Fact]
    public async Task A_checkpoint_is_not_carried_behind_versions_that_came_between()
    {
        await using var lake = await Lake.CreateAsync(store);
        for (var i = 0; i < 11; i++)
        {
            await AppendAsync(lake, i);
        }

        await using var slow = await lake.Branch("main").BeginAsync();
        await slow.Table("weather").AppendAsync(Weather.Rows(100, 1));
        await using var slower = await lake.Branch("main").BeginAsync();
        await slower.Table("weather").AppendAsync(Weather.Rows(200, 1));
        await AppendAsync(lake, 11);
        await AppendAsync(lake, 12);
        await slow.CommitAsync("slow");
        await slower.CommitAsync("slower");

        // Two staged the same checkpoint and its hint besides; the one that came first stands.
        Assert.Equal([10], await CheckpointsAsync(lake));
        var table = await (await lake.AtAsync("main")).Table("weather").OpenAsync();
        Assert.Equal((14, 10), (table.Version, table.CheckpointVersion));
        Assert.Equal([.. Enumerable.Range(0, 13), 100, 200], (await Weather.DaysAsync(table.ReadAsync())).Order());
        Assert.Equal([.. Enumerable.Range(0, 11)], (await Weather.DaysAsync((await (await lake.AtAsync("main")).Table("weather").OpenAsync(10)).ReadAsync())).Order());
    }

    [Fact]
    public async Task A_checkpoint_of_a_transaction_that_is_dropped_is_nowhere()
    {
        await using var lake = await Lake.CreateAsync(store);
        for (var i = 0; i < 11; i++)
        {
            await AppendAsync(lake, i);
        }

        await using (var change = await lake.Branch("main").BeginAsync())
        {
            await change.Table("weather").AppendAsync(Weather.Rows(50, 1));
        }

        Assert.Empty(await CheckpointsAsync(lake));
        await AppendAsync(lake, 11);
        Assert.Equal([10], await CheckpointsAsync(lake));
    }

    private static async Task AppendAsync(Lake lake, int day)
    {
        await using var change = await lake.Branch("main").BeginAsync();
        await change.Table("weather").AppendAsync(Weather.Rows(day, 1));
        await change.CommitAsync($"day {day}");
    }

    private static async Task<List<long>> CheckpointsAsync(Lake lake)
    {
        var versions = new List<long>();
        await foreach (var file in (await lake.AtAsync("main")).Files.ListAsync("weather/_delta_log/"))
        {
            if (file.Path.EndsWith(".checkpoint.parquet", StringComparison.Ordinal))
            {
                versions.Add(long.Parse(Path.GetFileName(file.Path)[..20], System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return versions;
    }
}
