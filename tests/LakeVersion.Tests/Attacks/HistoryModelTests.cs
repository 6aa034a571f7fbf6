using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
namespace LakeVersion.Tests.Attacks;

/// <summary>Seeded random histories, compared with a model after every step.</summary>
public sealed class HistoryModelTests
{
    [Fact]
    public Task Random_histories_hold_what_a_simple_model_says() => WalkAsync(seed: 1, sequences: 30, steps: 14);

    [Theory]
    [Trait("tier", "long")]
    [InlineData(10_000)]
    [InlineData(20_000)]
    [InlineData(30_000)]
    public Task Hundreds_of_random_histories_hold_what_a_simple_model_says(int seed) => WalkAsync(seed, sequences: Math.Max(LongTier.Cases(400), 48), steps: 25);

    private static async Task WalkAsync(int seed, int sequences, int steps)
    {
        sequences = TestStores.Cases(sequences, onServer: 30);
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < sequences; i++)
        {
            await using var walk = await HistoryWalk.BeginAsync(seed + i, counts);
            for (var step = 0; step < steps; step++)
            {
                await walk.StepAsync();
            }

            await walk.CheckAllAsync();
        }

        // A walk in which a verb never succeeds shows nothing about it, and few walks are such.
        foreach (var verb in (string[])["append", "overwrite", "put", "delete", "drop", "rollback", "rollback table", "revert", "undo", "branch", "fast-forward", "reset", "undo movement"])
        {
            Assert.True(counts.GetValueOrDefault(verb) > 0, $"'{verb}' never succeeded: {string.Join(", ", counts)}");
        }
    }
}
