using LakeVersion.Simulation.Engine;
using LakeVersion.Versioning.Collection;

namespace LakeVersion.Simulation;

/// <summary>As <see cref="MutantTests"/>, for the product's collector. Tags without fences do harm too seldom to be met by chance; the collector's races meet them.</summary>
public sealed class CollectorMutantTests
{
    [Theory]
    [Trait("tier", "long")]
    [InlineData(nameof(CollectorMutants.NoFences), 20, 2000)]
    [InlineData(nameof(CollectorMutants.DeadNamesUnfenced), 525, 2000)]
    [InlineData(nameof(CollectorMutants.MarksBeforeFences), 25, 2000)]
    [InlineData(nameof(CollectorMutants.MarksHeadsOnly), 1, 2000)]
    [InlineData(nameof(CollectorMutants.ForgetsEarlierRecords), 1, 2000)]
    [InlineData(nameof(CollectorMutants.WaitsForNobody), 25, 2000)]
    [InlineData(nameof(CollectorMutants.PassesOverMissing), 1, 2000)]
    [InlineData(nameof(CollectorMutants.MarksById), 1, 2000)]
    public Task A_broken_collector_is_caught(string mutant, int first, int seeds) => Campaign.CatchAsync(mutant, first, seeds, Scenario(Enum.Parse<CollectorMutants>(mutant)));

    [Theory]
    [Trait("tier", "long")]
    [InlineData(nameof(CollectorMutants.NoFences))]
    [InlineData(nameof(CollectorMutants.DeadNamesUnfenced))]
    [InlineData(nameof(CollectorMutants.MarksBeforeFences))]
    [InlineData(nameof(CollectorMutants.WaitsForNobody))]
    [InlineData(nameof(CollectorMutants.PassesOverMissing))]
    public Task What_catches_them_finds_nothing_where_nothing_is_broken(string mutant) =>
        Campaign.RunAsync(Scenario(Enum.Parse<CollectorMutants>(mutant)) with { CollectorMutants = CollectorMutants.None }, 20);

    private static SimulationOptions Scenario(CollectorMutants mutant) => (mutant switch
    {
        CollectorMutants.NoFences => SimulationOptions.Slow(["copy", "rollback", "reset", "note", "transfer"]),
        CollectorMutants.DeadNamesUnfenced => SimulationOptions.Slow(["delete", "restore", "restore", "transfer"]),
        CollectorMutants.MarksBeforeFences => SimulationOptions.Slow(["note", "transfer", "rollback", "branch"]),
        CollectorMutants.ForgetsEarlierRecords => SimulationOptions.Slow(["retain", "unretain", "note", "transfer"]),
        CollectorMutants.WaitsForNobody => new SimulationOptions { Collectors = 2, Grace = TimeSpan.FromSeconds(10) },
        _ => new SimulationOptions { Collectors = 2 },
    }) with { ProductCollectors = 1, CollectorMutants = mutant, LosesRoot = mutant == CollectorMutants.PassesOverMissing };
}
