using System.Collections.Concurrent;

namespace LakeVersion.Delta.Tests.Conformance;

/// <summary>The checks of all fixtures, each done once a run.</summary>
internal static class ConformanceRun
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Runs = new(StringComparer.Ordinal);

    /// <summary>What the check of a fixture says; throws what it throws.</summary>
    public static Task<string> Of(string name) => Runs.GetOrAdd(name, key => new Lazy<Task<string>>(() =>
    {
        var entry = Catalogue.All.SingleOrDefault(entry => entry.Table == key);
        Assert.True(entry is not null, $"{key} has no expectation in the catalogue");
        return new TableCheck(FixtureTables.Get(key), entry).RunAsync();
    })).Value;
}
