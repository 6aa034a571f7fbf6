using LakeVersion.Rows.Records;

namespace LakeVersion.Storage.S3.Tests;

public sealed class SecondReaderLakeTests
{
    private sealed record Row(int Number, string Text);

    [Fact]
    public async Task Every_object_that_a_lake_holds_is_the_same_to_both()
    {
        using var bucket = await Gateway.BucketAsync();
        using var minio = new MinioSide(Gateway.Bucket);
        var folder = Gateway.NewFolder();
        var store = new PrefixStore(bucket, StoreKey.Parse(folder));
        await using (var lake = await Lake.CreateAsync(store))
        {
            await WriteAsync(lake);
        }

        var ours = await store.ListAsync(new ListRequest()).ToListAsync(TestContext.Current.CancellationToken);
        var theirs = await minio.ListAsync(folder + "/");
        Assert.InRange(ours.Count, 15, 1_000);
        Assert.Equal(
            ours.Select(item => ($"{folder}/{item.Name}", item.Info!.Value.SizeBytes, item.Info.Value.Version!.Value.ETag)),
            theirs);
        foreach (var item in ours)
        {
            Same.Bytes(await minio.ReadAsync($"{folder}/{item.Name}"), await store.GetAsync(StoreKey.Parse(item.Name)), item.Name);
        }

        // A lake carried elsewhere by the other client is the same lake.
        var copy = new MemoryStore();
        foreach (var (name, _, _) in theirs)
        {
            await copy.PutAsync(StoreKey.Parse(name[(folder.Length + 1)..]), await minio.ReadAsync(name), TestContext.Current.CancellationToken);
        }

        await using var carried = await Lake.OpenAsync(copy);
        var head = await carried.Branch("main").HeadAsync();
        Assert.Equal(3_000, (await head.Table("rows").OpenAsync()).RowCount);
        Assert.Equal(PatternStream.Content(3 << 20), (await head.Files.ReadAsync("raw/ünï +code%.bin")).ToArray());
        await store.DeleteAsync([.. ours.Select(static item => StoreKey.Parse(item.Name))], TestContext.Current.CancellationToken);
    }

    private static async Task WriteAsync(Lake lake)
    {
        var main = lake.Branch("main");
        for (var round = 0; round < 3; round++)
        {
            await using var change = await main.BeginAsync();
            var rows = Enumerable.Range(round * 1_000, 1_000).Select(static n => new Row(n, $"row {n}"));
            await change.Table("rows").AppendAsync(RowBatcher.ToBatches(rows).ToAsyncEnumerable());
            await change.Files.PutAsync("raw/ünï +code%.bin", new PatternStream(3 << 20));
            await change.Files.PutAsync($"small/{round}", new MemoryStream([1, 2, 3]));
            await change.CommitAsync($"Round {round}");
        }

        await lake.CreateBranchAsync("try/ünï", "main");
        await lake.CreateTagAsync("v1", "main~1");
    }
}
