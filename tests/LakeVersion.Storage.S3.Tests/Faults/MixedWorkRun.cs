using System.Globalization;
using LakeVersion.Testing.Proxy;
using LakeVersion.Versioning;

namespace LakeVersion.Storage.S3.Tests.Faults;

/// <summary>Mixed work of several writers over a network that lies, and the check of what it left behind.</summary>
internal static class MixedWorkRun
{
    private const int Lakes = 2;
    private const int WritersEach = 4;

    public static readonly int Seed = FromEnvironment("LAKEVERSION_FAULT_SEED", 1);

    public static async Task<(IReadOnlyList<Step> Steps, List<string> Violations, IReadOnlyDictionary<ProxyFault, int> Struck)> RunAsync(
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
            lakes[i].Store.Mutants = readsBack ? WriterMutants.None : WriterMutants.BelievesAnswers;
        }

        gateway.Proxy.Schedule = schedule;
        var work = new MixedWork(lakes, WritersEach, duration) { FlipsAnswers = schedule.Has(ProxyFault.FlippedAnswer) };
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

    public static int FromEnvironment(string name, int standard) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : standard;
}
