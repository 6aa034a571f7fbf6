using System.Globalization;
using LakeVersion.Testing.Proxy;

namespace LakeVersion.Storage.S3.Tests.Faults;

/// <summary>Mixed work of several writers on a real server over a network that lies: what was acknowledged is there, once.</summary>
/// <remarks>
/// By hand: LAKEVERSION_FAULT_SECONDS (all faults together, 60), LAKEVERSION_FAULT_KIND_SECONDS (each alone, 10), LAKEVERSION_FAULT_SEED (1).
/// What a seed repeats is said at <see cref="FaultSchedule"/>.
/// </remarks>
[Trait("tier", "long")]
[Trait("server", "s3")]
public sealed class MixedWorkTests
{
    private const int Lakes = 2;
    private const int WritersEach = 4;

    private static readonly int Seed = FromEnvironment("LAKEVERSION_FAULT_SEED", 1);

    public static TheoryData<ProxyFault> Faults => [.. Enum.GetValues<ProxyFault>()];

    [Fact]
    public async Task With_all_faults_nothing_acknowledged_is_lost_and_nothing_doubled()
    {
        var seconds = FromEnvironment("LAKEVERSION_FAULT_SECONDS", 60);
        var (steps, violations, struck) = await RunAsync(FaultSchedule.All(Seed, 0.01), TimeSpan.FromSeconds(seconds), readsBack: true);
        Assert.Empty(violations);
        Assert.True(steps.Count(step => step.Told == Told.Done) >= (seconds < 60 ? 1 : 200), "too few steps were acknowledged");
        Assert.True(struck.Count > (seconds < 60 ? 10 : 18), "too few kinds of faults struck");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task With_one_kind_of_fault_nothing_acknowledged_is_lost_and_nothing_doubled(ProxyFault fault)
    {
        var seconds = FromEnvironment("LAKEVERSION_FAULT_KIND_SECONDS", 10);
        var (steps, violations, struck) = await RunAsync(FaultSchedule.Only(Seed, fault, 0.2), TimeSpan.FromSeconds(seconds), readsBack: true);
        Assert.Empty(violations);
        Assert.Contains(steps, step => step.Told == Told.Done);
        Assert.Equal([fault], struck.Keys);
    }

    [Fact]
    public async Task Without_reading_back_the_check_finds_what_went_wrong()
    {
        var rates = new Dictionary<ProxyFault, double> { [ProxyFault.PreconditionFailedAfter] = 0.2, [ProxyFault.DuplicateBefore] = 0.1, [ProxyFault.LostAnswer] = 0.1 };
        var (_, violations, _) = await RunAsync(new FaultSchedule(Seed, rates), TimeSpan.FromSeconds(5), readsBack: false);
        Assert.NotEmpty(violations);
    }

    private static async Task<(IReadOnlyList<Step> Steps, List<string> Violations, IReadOnlyDictionary<ProxyFault, int> Struck)> RunAsync(
        FaultSchedule schedule, TimeSpan duration, bool readsBack)
    {
        await using var gateway = await LyingGateway.StartAsync();
        await using var clean = await Lake.CreateAsync(gateway.OpenClean(), new LakeOptions { Author = "ada" });
        await PrepareAsync(clean);
        var lakes = new List<Lake>();
        for (var i = 0; i < Lakes; i++)
        {
            var options = new S3StoreOptions { Timeout = TimeSpan.FromSeconds(1), Tries = 4, FirstPause = TimeSpan.FromMilliseconds(20) };
            lakes.Add(await Lake.OpenAsync(gateway.OpenLying(options), new LakeOptions { Author = "ada" }));
            lakes[i].Store.ReadsBack = readsBack;
        }

        gateway.Proxy.Schedule = schedule;
        var work = new MixedWork(lakes, WritersEach, duration);
        await work.RunAsync();
        gateway.Proxy.Schedule = FaultSchedule.None;

        // A lake that knows nothing yet; first settled while late requests may still come, then looked at when all have.
        await using var seen = await Lake.OpenAsync(gateway.OpenClean(), new LakeOptions { Author = "ada" });
        var check = new LedgerCheck(seen, work.Steps, Lakes * WritersEach);
        await check.ResolveAsync();
        await gateway.Proxy.DrainAsync();
        List<string> violations = [.. work.Violations, .. await check.RunAsync()];
        TestContext.Current.TestOutputHelper!.WriteLine($"unknown outcomes settled: {check.Resolved}");
        Report(work.Steps, violations, gateway.Proxy.Struck);
        return (work.Steps, violations, gateway.Proxy.Struck);
    }

    private static async Task PrepareAsync(Lake lake)
    {
        await using (var change = await lake.Branch("main").BeginAsync())
        {
            await change.Table(MixedWork.Table).AppendAsync(MixedWork.Row(0));
            await change.CommitAsync("prepare");
        }

        for (var writer = 0; writer < Lakes * WritersEach; writer++)
        {
            await lake.CreateBranchAsync(MixedWork.BranchOf(writer), "main");
        }
    }

    private static void Report(IReadOnlyList<Step> steps, IReadOnlyList<string> violations, IReadOnlyDictionary<ProxyFault, int> struck)
    {
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine($"seed {Seed}: {string.Join(", ", steps.CountBy(step => (step.Kind, step.Told)).OrderBy(pair => pair.Key).Select(pair => $"{pair.Key.Kind} {pair.Key.Told} {pair.Value}"))}");
        output.WriteLine($"faults: {string.Join(", ", struck.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value}"))}");
        foreach (var group in steps.Where(step => step.Failure is not null).GroupBy(step => step.Failure!.Kind))
        {
            output.WriteLine($"failed with {group.Key} {group.Count()} times, such as: {group.First()}");
        }

        foreach (var violation in violations.Take(50))
        {
            output.WriteLine(violation);
        }
    }

    private static int FromEnvironment(string name, int standard) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : standard;
}
