using LakeVersion.Adopting;
using LakeVersion.Storage;

namespace LakeVersion.Tests.Adopting;

/// <summary>What adopting costs: it must do for 50 TB.</summary>
public sealed class AdoptionCostTests : IStoreProvider
{
    private readonly MemoryStore bucket = new();
    private readonly CountingStore counted;

    public AdoptionCostTests() => counted = new CountingStore(bucket);

    public string Scheme => "mem";

    public IObjectStore Open(string location) => counted;

    [Fact]
    public async Task Registering_lists_and_reads_nothing_of_the_objects()
    {
        const int Count = 5_000;
        for (var i = 0; i < Count; i++)
        {
            await bucket.PutAsync(StoreKey.Parse($"drop/{i % 7}/{i}"), "content"u8.ToArray());
        }

        await using var lake = await Lake.CreateAsync(new MemoryStore(), new LakeOptions { Providers = [this] });
        await using var change = await lake.Branch("main").BeginAsync();
        var result = await change.AdoptAsync("mem://raw/drop", "raw");
        await change.CommitAsync("adopt");

        Assert.Equal(Count, result.Files);
        var cost = counted.Snapshot();
        Assert.Equal((0, 0), (cost.Gets, cost.BytesDown));

        // Is it an object, is it a table, and the list itself.
        Assert.InRange(cost.Requests, 1, 4);
        Assert.Equal(Count, (await lake.AtAsync("main")).Commit.Record.Totals.Entries);
    }

    [Fact]
    public async Task A_range_of_registered_content_costs_that_range()
    {
        await bucket.PutAsync(StoreKey.Parse("large"), new byte[20 << 20]);
        await using var lake = await Lake.CreateAsync(new MemoryStore(), new LakeOptions { Providers = [this] });
        await using var change = await lake.Branch("main").BeginAsync();
        await change.AdoptAsync("mem://raw/large", "large");
        await change.CommitAsync("adopt");
        var before = counted.Snapshot();
        await using var stream = await (await lake.AtAsync("main")).Files.OpenAsync("large");
        stream.Position = 15 << 20;
        await stream.ReadExactlyAsync(new byte[100]);
        var cost = counted.Snapshot() - before;
        Assert.Equal(1, cost.Requests);
        Assert.InRange(cost.BytesDown, 100, 1 << 20);
    }

    [Fact]
    public async Task Copying_and_hashing_read_each_object_once()
    {
        await bucket.PutAsync(StoreKey.Parse("large"), new byte[20 << 20]);
        await using var lake = await Lake.CreateAsync(new MemoryStore(), new LakeOptions { Providers = [this] });
        foreach (var mode in new[] { AdoptMode.Hash, AdoptMode.Copy })
        {
            var before = counted.Snapshot();
            await using var change = await lake.Branch("main").BeginAsync();
            await change.AdoptAsync("mem://raw/large", $"{mode}", new AdoptOptions { Mode = mode });
            await change.CommitAsync("adopt");
            Assert.Equal(20 << 20, (counted.Snapshot() - before).BytesDown);
        }
    }
}
