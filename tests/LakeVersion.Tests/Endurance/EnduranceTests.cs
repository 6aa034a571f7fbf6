using System.Diagnostics;
using System.Globalization;
using System.Text;
using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Collection.Retention;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Verifying;

namespace LakeVersion.Tests.Endurance;

/// <summary>Real writers and real collectors that are killed, and stand still, at random: two minutes of it, or what <c>LAKEVERSION_TEST_KILL_SECONDS</c> says.</summary>
/// <remarks><c>LAKEVERSION_TEST_KILL_MUTANT=NoFences</c> lets the collectors break a rule of the protocol, so that one can see this test fail.</remarks>
[Trait("tier", "long")]
[Trait("server", "s3")]
public sealed class EnduranceTests : IDisposable
{
    private const int WriterProcesses = 4;
    private const int CollectorProcesses = 2;
    private static readonly TimeSpan Epoch = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(4);

    private readonly TemporaryFolder folder = new();
    private readonly string location;

    public EnduranceTests() => location = TestStores.Location(folder.Of("lake"));

    [Fact]
    public async Task Writers_and_collectors_killed_at_random_moments_lose_nothing_that_is_kept()
    {
        var length = TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("LAKEVERSION_TEST_KILL_SECONDS") ?? "120", CultureInfo.InvariantCulture));
        var mutants = Environment.GetEnvironmentVariable("LAKEVERSION_TEST_KILL_MUTANT") ?? "None";
        await CreateAsync();
        var writers = new Lives(length, longest: TimeSpan.FromSeconds(3), frozen: 50);
        var collectors = new Lives(length, longest: TimeSpan.FromSeconds(15), frozen: 20);
        var read = 0;
        await Task.WhenAll(
        [
            .. Enumerable.Range(0, WriterProcesses).Select(slot => writers.RunAsync(slot, life => ["churn", location, $"{life * 100_000}"])),
            .. Enumerable.Range(0, CollectorProcesses).Select(slot => collectors.RunAsync(100 + slot, _ => ["gc", location, mutants])),
            Task.Run(async () => read = await ReadAsync(writers)),
        ]);

        await using var lake = await Lake.OpenAsync(TestStores.OpenAt(location), new LakeOptions { Author = "ada" });
        await AssertSoundAsync(lake, writers.Numbers);

        // Whoever comes next finds a lake that works, and ends what killed collectors began.
        var freed = collectors.Numbers.Sum();
        var freedBehind = await CollectAsync(lake);
        var refused = string.Join(", ", writers.Said.GroupBy(line => line.Split(':')[0]).Select(group => $"{group.Count()} {group.Key}"));
        TestNotes.Say(
            $"{writers.Count} writers (of which {writers.Frozen} stood still) and {collectors.Count} collectors ({collectors.Frozen}) were killed in {length.TotalSeconds:0} s; "
            + $"{writers.Numbers.Count} commits acknowledged, others ended as {refused}; {freed} packs and objects swept, and {freedBehind} behind them, {read} snapshots read for the grace period");
        Assert.True(writers.Count > WriterProcesses && writers.Numbers.Count > writers.Count, $"{writers.Count} lives acknowledged only {writers.Numbers.Count} commits");
        Assert.True(freed + freedBehind > 0, "nothing was swept");
        await using var change = await lake.Branch("main").BeginAsync();
        await change.Files.PutAsync("files/0.txt", new MemoryStream(Encoding.UTF8.GetBytes("0\n")));
        await change.CommitAsync("put 0");
        await AssertSoundAsync(lake, [.. writers.Numbers, 0]);
        Assert.True(await Churned.ExpiredAsync(lake, most: 20) > 0, "nothing says that it expired");
    }

    public void Dispose() => folder.Dispose();

    private async Task CreateAsync()
    {
        var lake = await LakeStore.CreateAsync(
            TestStores.OpenAt(location), new LakeStoreOptions(), new LakeCreation { Author = "ada", EpochLength = Epoch });
        var log = new LogOptions { Author = "ada" };
        await lake.Settings.SetAsync("gc.grace", RetentionRule.Format(Grace), log);
        await lake.Retention.SetAsync(new RetentionRule { Name = "main", Branches = ["main"], Age = TimeSpan.FromSeconds(12), Count = 10 }, log);
    }

    private static async Task AssertSoundAsync(Lake lake, IReadOnlyList<int> acknowledged)
    {
        var (commits, files) = await Churned.ReplayAsync(lake);
        Assert.Empty(acknowledged.Except(commits));
        Assert.Equal(commits.Count, commits.Distinct().Count());
        Assert.Equal(files, await Churned.ReadAsync(await lake.AtAsync("main")));
        var report = await lake.CheckAsync(new VerifyOptions { Data = true });

        // The record of a commit that was killed before its entry is told, and is no damage.
        var odd = report.Findings.Where(finding => finding.IsDamage || finding.Thing != CheckedThing.Commit)
            .Select(finding => $"{finding.Key}: {finding.Fault} ({string.Join(", ", [.. finding.Names, .. finding.Paths])})").ToList();
        Assert.True(report.IsWhole && odd.Count == 0, $"{report.Figures.Damages} damages\n{string.Join('\n', odd.Take(20))}");
    }

    // Opens the branch with nothing in memory again and again, and reads what it saw for the grace period.
    private async Task<int> ReadAsync(Lives lives)
    {
        var count = 0;
        while (!lives.AreOver)
        {
            await using var lake = await Lake.OpenAsync(TestStores.OpenAt(location), new LakeOptions { Author = "reader" });
            var opened = Stopwatch.GetTimestamp();
            var at = await lake.AtAsync("main");
            try
            {
                while (Stopwatch.GetElapsedTime(opened) < Grace)
                {
                    await Churned.ReadAsync(at);
                    await Task.Delay(300);
                }
            }
            catch (LakeException) when (Stopwatch.GetElapsedTime(opened) > Grace)
            {
                // It was read for longer than was promised.
            }

            count++;
        }

        return count;
    }

    private static async Task<long> CollectAsync(Lake lake)
    {
        var freed = 0L;
        for (var done = 0; done < 2;)
        {
            var result = await lake.Store.Collector.RunAsync(new CollectorOptions { Author = "ada" });
            done += result.State == CollectorState.Done ? 1 : 0;
            freed += result.Freed?.FreedCount ?? 0;
            await Task.Delay(500);
        }

        return freed;
    }
}
