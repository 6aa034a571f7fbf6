using LakeVersion.Simulation.Actors;
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

    [Fact]
    [Trait("tier", "long")]
    public async Task Five_hundred_seeds_keep_every_promise()
    {
        var results = await Campaign.RunAsync(new SimulationOptions(), 500, first: 1000);

        // An operation that never succeeds, and a collection that never deletes, show nothing.
        var done = results.SelectMany(result => result.Operations).Where(operation => operation.Seen.Count > 0).Select(operation => operation.Kind).ToHashSet();
        if (results.Count >= 2000)
        {
            Assert.Empty(WriterOperations.UsualMix.Except(["group", .. done]));
            Assert.True(results.Sum(result => result.Deleted) > 1000);
        }
    }

    [Fact]
    [Trait("tier", "long")]
    public Task Nothing_depends_on_a_clock_where_nobody_collects() =>
        Campaign.RunAsync(new SimulationOptions { Collectors = 0, Writers = 5, Skew = TimeSpan.FromDays(400), Faults = 2, Stalls = 0.03 }, 300);
}
