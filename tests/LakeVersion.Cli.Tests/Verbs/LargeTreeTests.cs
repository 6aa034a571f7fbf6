namespace LakeVersion.Cli.Tests.Verbs;

[Trait("tier", "long")]
public sealed class LargeTreeTests
{
    [Fact]
    public async Task A_tree_of_thousands_of_files_and_a_large_one_comes_back_as_it_was()
    {
        using var lake = await CliLake.CreateAsync();
        for (var i = 0; i < 3000; i++)
        {
            lake.Write($"in/{i % 50}/{i}.txt", $"{i}");
        }

        var large = new byte[40_000_000];
        new CountedBytes(3).Fill(large);
        File.WriteAllBytes(Path.Combine(lake.Work, "in", "large.bin"), large);
        (await lake.RunAsync("put", "in", "raw")).Done();
        (await lake.RunAsync("get", "raw", "out")).Done();

        Assert.Equal(large, File.ReadAllBytes(Path.Combine(lake.Work, "out", "large.bin")));
        for (var i = 0; i < 3000; i++)
        {
            Assert.Equal($"{i}", lake.Read($"out/{i % 50}/{i}.txt"));
        }

        Assert.StartsWith("Nothing changed", (await lake.RunAsync("put", "in", "raw", "--delete")).Done().Out);
    }
}
