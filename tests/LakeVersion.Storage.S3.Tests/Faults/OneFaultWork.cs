using LakeVersion.Testing.Proxy;

[assembly: Xunit.v3.Parallelization(MaxThreads = 4)] // These tests mostly wait, for slow answers and for time-outs.

namespace LakeVersion.Storage.S3.Tests.Faults;

/// <summary>A share of the kinds of faults, each alone under mixed work.</summary>
public abstract class OneFaultWork
{
    private const int Shares = 3;

    /// <summary>Every third kind, from the first, the second or the third.</summary>
    protected static TheoryData<ProxyFault> Share(int number) => [.. Enum.GetValues<ProxyFault>().Where((_, i) => i % Shares == number)];

    protected static async Task CheckAsync(ProxyFault fault)
    {
        var seconds = MixedWorkRun.FromEnvironment("LAKEVERSION_FAULT_KIND_SECONDS", 10);
        var (steps, violations, struck) = await MixedWorkRun.RunAsync(FaultSchedule.Only(MixedWorkRun.Seed, fault, 0.2), TimeSpan.FromSeconds(seconds), readsBack: true);
        Assert.Empty(violations);
        Assert.Contains(steps, step => step.Told == Told.Done);
        Assert.Equal([fault], struck.Keys);
    }
}

[Trait("tier", "long")]
[Trait("server", "s3")]
public sealed class OneFaultWorkTests : OneFaultWork
{
    public static TheoryData<ProxyFault> Faults => Share(0);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task With_one_kind_of_fault_nothing_acknowledged_is_lost_and_nothing_doubled(ProxyFault fault) => CheckAsync(fault);
}

[Trait("tier", "long")]
[Trait("server", "s3")]
public sealed class OtherFaultWorkTests : OneFaultWork
{
    public static TheoryData<ProxyFault> Faults => Share(1);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task With_another_kind_of_fault_nothing_acknowledged_is_lost_and_nothing_doubled(ProxyFault fault) => CheckAsync(fault);
}

[Trait("tier", "long")]
[Trait("server", "s3")]
public sealed class ThirdFaultWorkTests : OneFaultWork
{
    public static TheoryData<ProxyFault> Faults => Share(2);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task With_a_third_kind_of_fault_nothing_acknowledged_is_lost_and_nothing_doubled(ProxyFault fault) => CheckAsync(fault);
}
