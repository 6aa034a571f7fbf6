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
    public async Task Two_thousand_seeds_keep_every_promise()
    {
        var results = await Campaign.RunAsync(new SimulationOptions(), 2000, first: 1000);

        // An operation that never succeeds, and a collection that never deletes, show nothing.
        var done = results.SelectMany(result => result.Seen).ToHashSet();
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

    [Fact]
    public Task A_few_seeds_with_tables_keep_every_promise() => Campaign.RunAsync(WithTables, 5, variable: "LAKEVERSION_SIM_TABLE_SEEDS");

    [Fact]
    [Trait("tier", "long")]
    public async Task A_hundred_seeds_with_tables_keep_every_promise()
    {
        var results = await Campaign.RunAsync(WithTables, 100, first: 1000, variable: "LAKEVERSION_SIM_TABLE_SEEDS");
        if (results.Count >= 100)
        {
            // Of branches few are deleted here, so that none may be restored; the seeds of files restore many.
            Assert.Empty(TableOperations.Mix.Except(["t-group", "restore", .. results.SelectMany(result => result.Seen)]));
        }
    }

    /// <summary>Files and tables, in runs that are short, since each state of a table is read.</summary>
    internal static SimulationOptions WithTables { get; } = new() { Tables = true, Writers = 3, OperationsEach = 7, CollectionsEach = 4 };
}
