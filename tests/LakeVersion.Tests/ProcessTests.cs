using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Audit;

namespace LakeVersion.Tests;

/// <summary>What real processes do to one lake, in a local folder or in a bucket.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string location;

    public ProcessTests() => location = TestStores.Location(folder.Path);

    [Fact]
    public Task Processes_that_append_to_one_table_lose_and_double_nothing() => AppendAsync(processes: 3, each: 8);

    [Fact]
    [Trait("tier", "long")]
    public Task Eight_processes_append_fifty_times_each_to_one_table() => AppendAsync(processes: 8, each: TestStores.Cases(50, onServer: 10));

    [Fact]
    public Task A_killed_process_leaves_the_branch_before_or_after() => KillAsync(times: 3, seed: 1);

    [Fact]
    [Trait("tier", "long")]
    public Task A_process_killed_at_200_random_moments_leaves_the_branch_before_or_after() => KillAsync(times: TestStores.Cases(LongTier.Cases(200), onServer: 40), seed: 2);

    public void Dispose() => folder.Dispose();

    private async Task AppendAsync(int processes, int each)
    {
        await using var lake = await Lake.CreateAsync(TestStores.OpenAt(location), new LakeOptions { Author = "ada" });
        await using (var change = await lake.Branch("main").BeginAsync())
        {
            var schema = Rows.Records.RowBatcher.SchemaOf<Row>();
            await change.Table("numbers").CreateAsync(schema);
            await change.CommitAsync("Make the table");
        }

        var workers = Enumerable.Range(0, processes)
            .Select(w => WorkerProcess.Start("append", location, "numbers", $"{w * each}", $"{each}"))
            .ToList();
        foreach (var worker in workers)
        {
            var (exitCode, errors) = await worker.EndAsync();
            Assert.True(exitCode == 0, errors);
            worker.Dispose();
        }

        var head = await lake.AtAsync("main");
        Assert.Equal(Enumerable.Range(0, processes * each), await NumbersAsync(lake));
        Assert.Equal((processes * each) + 1, head.Commit.Record.Depth);
        Assert.Empty(await FaultsAsync(lake));
    }

    private async Task KillAsync(int times, int seed)
    {
        await using var lake = await Lake.CreateAsync(TestStores.OpenAt(location), new LakeOptions { Author = "ada" });
        var random = new Random(seed);
        var acknowledged = new HashSet<int>();
        for (var round = 0; round < times; round++)
        {
            using var worker = WorkerProcess.Start("commit", location, $"{round * 1000}");
            await worker.First;
            await Task.Delay(random.Next(60)); // the random moment itself; nothing is waited for
            acknowledged.UnionWith(await worker.KillAsync());
            await CheckAsync(lake, acknowledged);
        }

        Assert.Empty(await FaultsAsync(lake));
    }

    // Each commit put a file and a row of one number: both are there, or neither; and all that were acknowledged are.
    private static async Task CheckAsync(Lake lake, HashSet<int> acknowledged)
    {
        var head = await lake.AtAsync("main");
        var files = new List<int>();
        await foreach (var file in head.Files.ListAsync("files/"))
        {
            Assert.Equal(file.Path, $"files/{System.Text.Encoding.UTF8.GetString((await head.Files.ReadAsync(file.Path)).Span)}.txt");
            files.Add(int.Parse(Path.GetFileNameWithoutExtension(file.Path)));
        }

        Assert.Equal(files.Order(), await NumbersAsync(lake));
        Assert.Empty(acknowledged.Except(files));
    }

    private static async Task<List<int>> NumbersAsync(Lake lake)
    {
        var numbers = new List<int>();
        await foreach (var row in (await lake.AtAsync("main")).Table("numbers").ReadAsync<Row>())
        {
            numbers.Add(row.Number);
        }

        numbers.Sort();
        return numbers;
    }

    private static async Task<List<ChainFault>> FaultsAsync(Lake lake)
    {
        var faults = new List<ChainFault>();
        await foreach (var fault in lake.Chains.VerifyAsync(lake.Branch("main").Ref.Log))
        {
            faults.Add(fault);
        }

        return faults;
    }

    private sealed record Row(int Number, string Writer);
}
