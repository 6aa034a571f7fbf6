using LakeVersion.Tables;

namespace LakeVersion.Simulation;

/// <summary>As <see cref="MutantTests"/>, for what holds for tables.</summary>
public sealed class TableMutantTests
{
    [Theory]
    [Trait("tier", "long")]
    [InlineData(nameof(TableMutants.CarriesCheckpoints), 300)]
    [InlineData(nameof(TableMutants.RestampsNothing), 300)]
    public Task A_broken_table_is_caught(string mutant, int seeds) =>
        Campaign.CatchAsync(mutant, 1, seeds, SimulationTests.WithTables with { TableMutants = Enum.Parse<TableMutants>(mutant) });
}
