using LakeVersion.Mirroring;
using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Tests.Mirroring;

/// <summary>Mirrors as users of the library see them: tables and their rows.</summary>
public sealed class LakeMirrorTests : IDisposable
{
    private static readonly LakeOptions Options = new() { Author = "ada", Providers = TestStores.Providers };

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Tables_go_from_a_folder_to_a_store_and_back_with_every_row_of_every_version()
    {
        await using var lake = await Lake.CreateAsync(folder.Of("lake"), Options);
        await AppendAsync(lake, 0, 10);
        await lake.CreateTagAsync("ten", "main");
        var middle = TestStores.Open();
        await lake.MirrorAsync(middle);
        await AppendAsync(lake, 10, 5);
        await lake.MirrorAsync(middle);
        await using var between = await Lake.OpenAsync(middle, Options);
        await between.MirrorAsync(folder.Of("back"));

        await using var back = await Lake.OpenAsync(folder.Of("back"), Options);
        Assert.Equal(lake.Id, back.Id);
        Assert.NotNull(back.Mirror);
        Assert.Equal(Enumerable.Range(0, 15), await DaysAsync(back, "main"));
        Assert.Equal(Enumerable.Range(0, 10), await DaysAsync(back, "ten"));
        Assert.Equal((await lake.AtAsync("main")).Commit.Id, (await back.AtAsync("main")).Commit.Id);
        await Assert.ThrowsAsync<LakeException>(() => AppendAsync(back, 20, 1));

        var promotion = await back.PromoteAsync();
        await using var own = await Lake.OpenAsync(folder.Of("back"), Options);
        await AppendAsync(own, 20, 1);
        Assert.Equal(promotion.Lake, own.Id);
        Assert.Equal(Enumerable.Range(0, 15).Append(20), await DaysAsync(own, "main"));
        Assert.Empty(await own.Chains.VerifyAsync("refs/branches/main").ToListAsync());
    }

    [Fact]
    public async Task A_table_alone_is_cloned_since_a_tag()
    {
        var store = TestStores.Open();
        await using var lake = await Lake.CreateAsync(store, Options);
        await AppendAsync(lake, 0, 10);
        await using (var change = await lake.Branch("main").BeginAsync())
        {
            await change.Files.PutAsync("notes/a", new MemoryStream("a"u8.ToArray()));
            await change.CommitAsync("Note");
        }

        await lake.CreateTagAsync("begin", "main");
        await AppendAsync(lake, 10, 5);
        await lake.MirrorAsync(folder.Of("clone"), new MirrorOptions { Paths = ["weather"], Since = "tag:begin" });

        await using var clone = await Lake.OpenAsync(folder.Of("clone"), Options);
        Assert.Equal(Enumerable.Range(0, 15), await DaysAsync(clone, "main"));
        Assert.Equal(Enumerable.Range(0, 10), await DaysAsync(clone, "begin"));
        var missing = await Assert.ThrowsAsync<LakeException>(async () => await (await clone.AtAsync("main")).Files.ReadAsync("notes/a"));
        Assert.Equal(LakeErrorKind.NotFound, missing.Kind);
        var old = await Assert.ThrowsAsync<LakeException>(() => DaysAsync(clone, "main~2"));
        Assert.Equal(LakeErrorKind.NotFound, old.Kind);
    }

    public void Dispose() => folder.Dispose();

    private static async Task AppendAsync(Lake lake, int first, int count)
    {
        await using var change = await lake.Branch("main").BeginAsync();
        await change.Table("weather").AppendAsync(Weather.Rows(first, count));
        await change.CommitAsync("Append");
    }

    private static async Task<List<int>> DaysAsync(Lake lake, string revision) =>
        await Weather.DaysAsync((await lake.AtAsync(revision)).Table("weather").ReadAsync());
}
