using LakeVersion.Simulation.Engine;
using LakeVersion.Versioning;

namespace LakeVersion.Simulation;

/// <summary>Broken on purpose, the engine is caught within a few seeds: what the simulation would not see it does not protect from.</summary>
/// <remarks>A seed leads elsewhere whenever the engine asks its store for anything else, so the bounds are far above where each was caught;
/// a run begins a little before that seed, and ends there.</remarks>
public sealed class MutantTests
{
    [Theory]
    [Trait("tier", "long")]
    [InlineData(nameof(WriterMutants.BelievesAnswers), 1, 200)]
    [InlineData(nameof(WriterMutants.AbsentIsFailure), 1, 200)]
    [InlineData(nameof(WriterMutants.FreshIdEachTry), 1, 2000)]
    [InlineData(nameof(WriterMutants.KeepsFirstTime), 1, 200)]
    [InlineData(nameof(WriterMutants.NoReserve), 385, 2000)]
    [InlineData(nameof(WriterMutants.RecordBeforeHead), 75, 2000)]
    [InlineData(nameof(WriterMutants.IgnoresFences), 110, 2000)]
    [InlineData(nameof(WriterMutants.SourcesUnchecked), 75, 2000)]
    [InlineData(nameof(WriterMutants.UploadsUnchecked), 155, 2000)]
    [InlineData(nameof(WriterMutants.OwnEpoch), 1, 2000)]
    [InlineData(nameof(WriterMutants.NodesById), 45, 2000)]
    [InlineData(nameof(WriterMutants.ContentById), 1, 2000)]
    [InlineData(nameof(WriterMutants.SealedTakesSteps), 1, 500)]
    [InlineData(nameof(WriterMutants.NoRebase), 1, 200)]
    public Task A_broken_protocol_is_caught(string mutant, int first, int seeds) => Campaign.CatchAsync(mutant, first, seeds, Scenario(Enum.Parse<WriterMutants>(mutant)));

    // What only a collection brings to light is looked for where writers often stand still and much is collected.
    private static SimulationOptions Scenario(WriterMutants mutant) => (mutant switch
    {
        WriterMutants.NoReserve => SimulationOptions.Slow(["branch", .. Enumerable.Repeat("transfer", 3)]),
        WriterMutants.RecordBeforeHead => SimulationOptions.Slow(["reset", "transfer", "transfer"]),
        WriterMutants.SourcesUnchecked or WriterMutants.IgnoresFences => SimulationOptions.Slow(["copy", "rollback", "note", "transfer"]),
        WriterMutants.UploadsUnchecked => SimulationOptions.Slow(["note", "transfer"]),
        _ => new SimulationOptions(),
    }) with { Mutants = mutant };

    [Theory]
    [Trait("tier", "long")]
    [InlineData(nameof(WriterMutants.NoReserve))]
    [InlineData(nameof(WriterMutants.SourcesUnchecked))]
    [InlineData(nameof(WriterMutants.UploadsUnchecked))]
    public Task What_catches_them_finds_nothing_where_nothing_is_broken(string mutant) =>
        Campaign.RunAsync(Scenario(Enum.Parse<WriterMutants>(mutant)) with { Mutants = WriterMutants.None }, 40);
}
