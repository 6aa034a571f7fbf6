using LakeVersion.Simulation.Engine;

namespace LakeVersion.Simulation;

/// <summary>The real engine, by seeds: writers, readers and collectors over a network that loses, delays and repeats.</summary>
public sealed class SimulationTests
{
    [Fact]
    public async Task The_same_seed_gives_the_same_trace()
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var one = await SimulatedRun.RunAsync(seed, new SimulationOptions(), traces: true);
            var two = await SimulatedRun.RunAsync(seed, new SimulationOptions(), traces: true);
            Assert.Equal(one.Trace, two.Trace);
            Assert.NotEmpty(one.Trace);
        }
    }

    [Fact]
    public Task A_few_seeds_keep_every_promise() => Campaign.RunAsync(new SimulationOptions(), 40);
}
