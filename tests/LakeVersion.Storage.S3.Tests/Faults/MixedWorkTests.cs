using LakeVersion.Testing.Proxy;

namespace LakeVersion.Storage.S3.Tests.Faults;

/// <summary>Mixed work of several writers on a real server over a network that lies: what was acknowledged is there, once.</summary>
/// <remarks>
/// By hand: LAKEVERSION_FAULT_SECONDS (all faults together, 60), LAKEVERSION_FAULT_KIND_SECONDS (each alone, 10), LAKEVERSION_FAULT_SEED (1).
/// What a seed repeats is said at <see cref="FaultSchedule"/>. Kinds alone are shared out over classes, since classes run side by side and
/// this waits more than it works.
/// </remarks>
[Trait("tier", "long")]
[Trait("server", "s3")]
public sealed class MixedWorkTests
{
    [Fact]
    public async Task With_all_faults_nothing_acknowledged_is_lost_and_nothing_doubled()
    {
        var seconds = MixedWorkRun.FromEnvironment("LAKEVERSION_FAULT_SECONDS", 60);
        var (steps, violations, struck) = await MixedWorkRun.RunAsync(FaultSchedule.All(MixedWorkRun.Seed, 0.01), TimeSpan.FromSeconds(seconds), readsBack: true);
        Assert.Empty(violations);
        Assert.True(steps.Count(step => step.Told == Told.Done) >= (seconds < 60 ? 1 : 200), "too few steps were acknowledged");
        Assert.True(struck.Count > (seconds < 60 ? 10 : 18), "too few kinds of faults struck");
    }

    [Fact]
    public async Task Without_reading_back_the_check_finds_what_went_wrong()
    {
        var rates = new Dictionary<ProxyFault, double> { [ProxyFault.PreconditionFailedAfter] = 0.2, [ProxyFault.DuplicateBefore] = 0.1, [ProxyFault.LostAnswer] = 0.1 };

        // On a busy machine a few seconds are a few steps, and chance may spare them.
        for (var round = 0; round < 10; round++)
        {
            var (_, violations, _) = await MixedWorkRun.RunAsync(new FaultSchedule(MixedWorkRun.Seed + round, rates), TimeSpan.FromSeconds(5), readsBack: false);
            if (violations.Count > 0)
            {
                return;
            }
        }

        Assert.Fail("Nothing was found to have gone wrong, though nobody read back.");
    }
}
