using LakeVersion.Parquet;
using LakeVersion.Storage;
using Microsoft.Extensions.Time.Testing;

namespace LakeVersion.Delta.Tests.Files;

public sealed class TimedNameTests
{
    [Fact]
    public void Names_of_files_sort_by_the_time_at_which_they_were_made_also_within_a_millisecond()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.FromMicroseconds(1) };
        var context = new DeltaContext(ParquetEngines.Default, time, SystemEntropy.Instance);
        var names = Enumerable.Range(0, 3_000).Select(_ => context.NewTimedGuid().ToString()).ToList();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.All(names, name => Assert.Equal('7', name[14]));
    }
}
