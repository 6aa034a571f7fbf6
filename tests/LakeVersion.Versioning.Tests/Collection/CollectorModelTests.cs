using LakeVersion.Testing;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Versioning.Tests.Collection;

[Trait("store", "none")] // Many small lakes: the order of operations counts, not the server.
public sealed class CollectorModelTests
{
    [Fact]
    public async Task Whatever_happened_what_is_kept_is_readable_and_the_rest_is_gone() => await SampleAsync(TestStores.Cases(12, onServer: 2));

    [Fact]
    [Trait("tier", "long")]
    public async Task Whatever_happened_in_many_histories_what_is_kept_is_readable_and_the_rest_is_gone() => await SampleAsync(TestStores.Cases(LongTier.Cases(400), onServer: 10));

    private static async Task SampleAsync(int histories)
    {
        var swept = 0L;
        var first = Environment.GetEnvironmentVariable("LAKEVERSION_SEED") is { } seed ? int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture) : 0;
        for (var i = first; i < first + histories; i++)
        {
            try
            {
                swept += await new CollectorHistory(i).RunAsync(80);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"History {i} (set LAKEVERSION_SEED={i} to begin there): {e.Message}", e);
            }
        }

        Assert.True(swept > histories * 3, $"only {swept} swept");
    }
}
