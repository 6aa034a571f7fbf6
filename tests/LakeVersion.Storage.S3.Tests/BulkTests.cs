namespace LakeVersion.Storage.S3.Tests;

/// <summary>More names than one request takes, and more bytes than one piece.</summary>
public sealed class BulkTests
{
    [Fact]
    public async Task Thousands_of_names_are_listed_in_order_and_deleted()
    {
        var store = await Gateway.OpenAsync();
        var names = Enumerable.Range(0, 2_500).Select(static n => $"many/{n % 11}/{n} +&é").ToList();
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (name, token) =>
            await store.PutAsync(StoreKey.Parse(name), new byte[3], token));

        var listed = await store.ListAsync(new ListRequest()).ToListAsync();
        Assert.Equal(names.Order(Comparer<string>.Create(Utf8Order.Compare)), listed.Select(static item => item.Name));
        Assert.All(listed, static item => Assert.Equal(3, item.Info!.Value.SizeBytes));
        var folders = await store.ListAsync(new ListRequest { Prefix = "many/", Folders = true }).ToListAsync();
        Assert.Equal(11, folders.Count);
        Assert.Equal(1_001, (await store.ListAsync(new ListRequest { StartAfter = listed[499].Name, Limit = 1_001 }).ToListAsync()).Count);

        await store.DeleteAsync([.. names.Select(StoreKey.Parse)]);
        Assert.Empty(await store.ListAsync(new ListRequest()).ToListAsync());
    }

    [Fact]
    public async Task A_large_range_in_parallel_pieces_equals_what_was_stored()
    {
        var store = await Gateway.OpenAsync();
        var content = PatternStream.Content(100 << 20);
        var key = StoreKey.Parse("large");
        await store.PutAsync(key, content);
        var version = (await store.StatAsync(key))!.Value.Version!.Value;

        Same.Bytes(content, await store.GetRangeAsync(key, 0, int.MaxValue));
        Same.Bytes(content.AsMemory(3), (await store.GetRangeAsync(key, version, 3, content.Length)).Content);
        await store.PutAsync(key, new byte[1]);
        Assert.Equal(VersionedResult.Changed, (await store.GetRangeAsync(key, version, 0, content.Length)).Result);
        await store.DeleteAsync([key]);
        Assert.Equal(VersionedResult.Missing, (await store.GetRangeAsync(key, version, 0, content.Length)).Result);
    }
}
