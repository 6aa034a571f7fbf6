using System.Diagnostics;
using System.Globalization;
using LakeVersion.Storage;

namespace LakeVersion.Versioning.Tests.Verifying;

/// <summary>Any stored object may come from a stranger: whatever its bytes, its reader ends in a value or in an error of ours, soon, and without growing.</summary>
/// <remarks>Each case is its number: the same object and the same damage in every run. <c>LAKEVERSION_FUZZ_CASES</c> sets how many.</remarks>
[Collection(nameof(HostileObjectTests))]
[CollectionDefinition(nameof(HostileObjectTests), DisableParallelization = true)]
public sealed class HostileObjectTests
{
    // The longest payload that a block may state, unpacked, and what is made of it.
    private const long MostBytes = 24L << 20;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    [Fact]
    public Task Thousands_of_hostile_objects_end_in_a_value_or_in_an_error_of_ours() => AttackAsync(0, 6_000);

    [Fact]
    [Trait("tier", "long")]
    public Task Hundreds_of_thousands_of_hostile_objects_end_in_a_value_or_in_an_error_of_ours() => AttackAsync(
        6_000, int.TryParse(Environment.GetEnvironmentVariable("LAKEVERSION_FUZZ_CASES"), CultureInfo.InvariantCulture, out var cases) ? cases : 200_000);

    private static async Task AttackAsync(int first, int count)
    {
        var objects = await HostileObjects.MakeAsync();
        var (refused, read) = (new int[objects.Count], new int[objects.Count]);
        var watch = new Stopwatch();
        for (var i = first; i < first + count; i++)
        {
            var target = objects[i % objects.Count];
            var other = objects[(i / objects.Count) % objects.Count];
            var bytes = new ByteMutator(i).Apply(target.Sound, other.Sound);
            var before = GC.GetAllocatedBytesForCurrentThread();
            watch.Restart();
            try
            {
                target.Read(bytes);
                read[i % objects.Count]++;
            }
            catch (LakeException e) when (e.Kind is LakeErrorKind.Corrupt or LakeErrorKind.Unsupported)
            {
                refused[i % objects.Count]++;
            }
            catch (Exception e) when (e is not LakeException)
            {
                Assert.Fail($"case {i}, {target.Name}: {e}");
            }

            var grown = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(grown < MostBytes, $"case {i}, {target.Name}: {grown:N0} bytes allocated");
            Assert.True(watch.Elapsed < Longest, $"case {i}, {target.Name}: {watch.Elapsed}");
        }

        // Cases that all end at a checksum would prove nothing of what is behind it; some damage must be so small that a value comes out.
        for (var i = 0; i < objects.Count; i++)
        {
            Assert.True(refused[i] > 0, $"{objects[i].Name}: none was refused");
        }

        Assert.True(read.Sum() > count / 100, $"only {read.Sum()} could be read");
    }
}
