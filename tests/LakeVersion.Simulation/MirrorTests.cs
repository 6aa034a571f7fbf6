using LakeVersion.Simulation.Engine;
using LakeVersion.Versioning.Mirroring;

namespace LakeVersion.Simulation;

/// <summary>Mirrors that are made, killed and made again while the lake is worked on and collected; and as <see cref="MutantTests"/>, for them.</summary>
public sealed class MirrorTests
{
    private static readonly SimulationOptions Mirrored = new() { Mirrorers = 1, OperationsEach = 6 };

    [Fact]
    public Task A_few_mirrors_are_what_the_lake_was() => Campaign.RunAsync(Mirrored, 10);

    [Fact]
    [Trait("tier", "long")]
    public Task Mirrors_are_what_the_lake_was() => Campaign.RunAsync(Mirrored, 150, first: 1000, variable: "LAKEVERSION_SIM_MIRROR_SEEDS");

    // Where much is collected: what a mirror did wrong comes to light by a sweep.
    [Theory]
    [Trait("tier", "long")]
    [InlineData(nameof(MirrorMutants.Collects), 500)]
    [InlineData(nameof(MirrorMutants.UploadsAnywhere), 500)]
    public Task A_broken_mirror_is_caught(string mutant, int seeds) =>
        Campaign.CatchAsync(mutant, 1, seeds, Mirrored with
        {
            KeepsLittle = true, Collectors = 2, CollectionsEach = 12, MirrorMutants = Enum.Parse<MirrorMutants>(mutant),
        });
}
