using LakeVersion.Simulation.Engine;
using LakeVersion.Versioning;

namespace LakeVersion.Simulation;

/// <summary>Broken on purpose, the engine is caught within a few seeds: what the simulation would not see it does not protect from.</summary>
/// <remarks>A seed leads elsewhere whenever the engine asks its store for anything else, so the bounds are far above where each was caught (1 to 435); a run ends there.</remarks>
public sealed class MutantTests
{
    [Theory]
    [Trait("tier", "long")]
    [InlineData(nameof(WriterMutants.BelievesAnswers), 200)]
    [InlineData(nameof(WriterMutants.AbsentIsFailure), 200)]
    [InlineData(nameof(WriterMutants.FreshIdEachTry), 2000)]
    [InlineData(nameof(WriterMutants.KeepsFirstTime), 200)]
    [InlineData(nameof(WriterMutants.NoReserve), 2000)]
    [InlineData(nameof(WriterMutants.RecordBeforeHead), 2000)]
    [InlineData(nameof(WriterMutants.IgnoresFences), 2000)]
    [InlineData(nameof(WriterMutants.SourcesUnchecked), 2000)]
    [InlineData(nameof(WriterMutants.UploadsUnchecked), 2000)]
    [InlineData(nameof(WriterMutants.OwnEpoch), 2000)]
    [InlineData(nameof(WriterMutants.NodesById), 2000)]
    [InlineData(nameof(WriterMutants.ContentById), 2000)]
    [InlineData(nameof(WriterMutants.SealedTakesSteps), 500)]
    [InlineData(nameof(WriterMutants.NoRebase), 200)]
    public async Task A_broken_protocol_is_caught(string mutant, int seeds)
    {
        var options = Scenario(Enum.Parse<WriterMutants>(mutant));
        var results = await SimulatedRun.RunAsync(Enumerable.Range(1, seeds), options);
        Assert.True(results[^1].Failure is not null, $"{mutant} was not caught in {seeds} seeds: {Campaign.Summary(results)}");
        Campaign.Note($"{mutant}: seed {results[^1].Seed}: {results[^1].Failure!.Message}");
    }

    // What only a collection brings to light is looked for where writers often stand still and much is collected.
    private static SimulationOptions Scenario(WriterMutants mutant) => mutant switch
    {
        WriterMutants.NoReserve => Slow(mutant, ["branch", .. Enumerable.Repeat("transfer", 3)]),
        WriterMutants.RecordBeforeHead => Slow(mutant, ["reset", "transfer", "transfer"]),
        WriterMutants.SourcesUnchecked or WriterMutants.IgnoresFences => Slow(mutant, ["copy", "rollback", "note", "transfer"]),
        WriterMutants.UploadsUnchecked => Slow(mutant, ["note", "transfer"]),
        _ => new SimulationOptions { Mutants = mutant },
    };

    [Theory]
    [Trait("tier", "long")]
    [InlineData(nameof(WriterMutants.NoReserve))]
    [InlineData(nameof(WriterMutants.SourcesUnchecked))]
    [InlineData(nameof(WriterMutants.UploadsUnchecked))]
    public Task What_catches_them_finds_nothing_where_nothing_is_broken(string mutant) =>
        Campaign.RunAsync(Scenario(Enum.Parse<WriterMutants>(mutant)) with { Mutants = WriterMutants.None }, 100);

    private static SimulationOptions Slow(WriterMutants mutant, IReadOnlyList<string> operations) => new()
    {
        Mutants = mutant,
        Operations = operations,
        Writers = 4,
        Collectors = 2,
        CollectionsEach = 12,
        OperationsEach = 10,
        Deaths = 0,
        Faults = 0.2,
        Stalls = 0.02,
        StallsAfterRecord = 0.2,
        LongestStall = TimeSpan.FromSeconds(20),
    };
}
