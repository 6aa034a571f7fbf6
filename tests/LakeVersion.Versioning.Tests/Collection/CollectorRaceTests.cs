using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Tests.Logs;

namespace LakeVersion.Versioning.Tests.Collection;

/// <summary>A writer that republishes what is let go stops before one of its operations; the collector runs up to one of its own; the writer goes on to its end; the collector too.</summary>
[Trait("store", "none")] // Thousands of lakes are copied: it is the order of operations that counts, not the server.
public sealed class CollectorRaceTests
{
    private const int MostWriterOperations = 40;
    private const int Many = 400;

    public static TheoryData<string> Writers => [.. Republishing.All.Keys];

    public static TheoryData<string> Mutants =>
    [
        nameof(CollectorMutants.NoFences), nameof(CollectorMutants.DeadNamesUnfenced), nameof(CollectorMutants.TagsUnfenced),
        nameof(CollectorMutants.MarksBeforeFences), nameof(CollectorMutants.MarksHeadsOnly),
    ];

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Whoever_is_first_nothing_that_is_kept_is_lost(string writer) => await HoldsAsync(writer, cases: 20);

    [Theory]
    [MemberData(nameof(Writers))]
    [Trait("tier", "long")]
    public async Task Whoever_is_first_at_any_operation_nothing_that_is_kept_is_lost(string writer) => await HoldsAsync(writer, Many);

    [Theory]
    [MemberData(nameof(Mutants))]
    public async Task A_collector_that_breaks_a_rule_of_the_protocol_is_caught(string name)
    {
        var mutant = Enum.Parse<CollectorMutants>(name);
        var races = new List<(string Writer, int I, int J)>();
        foreach (var writer in Republishing.All.Keys)
        {
            races.AddRange((await RacesAsync(writer)).Select(race => (writer, race.I, race.J)));
        }

        foreach (var (writer, i, j) in Shuffled(races))
        {
            if ((await RaceAsync(mutant, writer, i, j)).Fault.Length > 0)
            {
                return;
            }
        }

        Assert.Fail($"{mutant} did no harm in {races.Count} races");
    }

    private static async Task HoldsAsync(string writer, int cases)
    {
        var (won, lost, swept) = (0, 0, 0L);
        var races = await RacesAsync(writer);
        foreach (var (i, j) in Shuffled(races).Take(TestStores.Cases(cases, onServer: 5)))
        {
            var race = await RaceAsync(CollectorMutants.None, writer, i, j);
            Assert.True(race.Fault.Length == 0, $"{writer} stopped at {i}, went on when the collector was at {j}: {race.Fault}");
            (won, lost, swept) = (won + (race.WriterWon ? 1 : 0), lost + (race.WriterWon ? 0 : 1), swept + race.Swept);
        }

        Assert.True(swept > 0, "nothing was swept");
        // Who takes over nothing old stands on its own uploads and the head, which no collection of these lets go of.
        var mayLose = writer is not ("put" or "staged");
        Assert.True(cases < Many || (won > 0 && lost > 0 == mayLose), $"{writer}: {won} won, {lost} lost");
    }

    // All pairs of operations at which one stops.
    private static async Task<List<(int I, int J)>> RacesAsync(string writer)
    {
        var time = new InstantTime();
        var prepared = await Republishing.PrepareAsync(time);
        var writerCalls = new FaultStore(await TestLake.CopyAsync(prepared, time));
        await Republishing.All[writer](await ShortEpochs.OpenAsync(writerCalls, time));
        var collectorCalls = new FaultStore(await TestLake.CopyAsync(prepared, time));
        await CollectAsync(await ShortEpochs.OpenAsync(collectorCalls, time), time);
        return [.. from i in Enumerable.Range(1, Math.Min(writerCalls.Operations, MostWriterOperations))
                   from j in Enumerable.Range(1, collectorCalls.Operations + 1)
                   select (i, j)];
    }

    private static IEnumerable<T> Shuffled<T>(List<T> items)
    {
        var all = items.ToArray();
        new Random(1).Shuffle(all);
        return all;
    }

    private static async Task<long> CollectAsync(TestLake lake, InstantTime time)
    {
        await lake.Lake.Collector.RunAsync(ShortEpochs.OneByOne);
        time.Advance(TimeSpan.FromSeconds(5));
        return (await lake.Lake.Collector.RunAsync(ShortEpochs.OneByOne)).Freed?.FreedCount ?? 0;
    }

    private static async Task<(string Fault, bool WriterWon, long Swept)> RaceAsync(CollectorMutants mutant, string writer, int i, int j)
    {
        var time = new InstantTime();
        var inner = await Republishing.PrepareAsync(time);
        var paused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var resume = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writing = WriteAsync(writer, time, new InterruptingStore(inner, i, () =>
        {
            paused.SetResult();
            return resume.Task;
        }));
        await Task.WhenAny(paused.Task, writing);

        var swept = 0L;
        var fault = "";
        try
        {
            var lake = await ShortEpochs.OpenAsync(new InterruptingStore(inner, j, () =>
            {
                resume.TrySetResult();
                return writing;
            }), time);
            lake.Lake.Collector.Mutants = mutant;
            swept = await CollectAsync(lake, time);
        }
        catch (LakeException e)
        {
            fault = $"the collector failed: {e.Message}\n";
        }

        resume.TrySetResult();
        var won = await writing;
        var after = await ShortEpochs.OpenAsync(inner, time);
        return (fault + await KeptWorld.MissingAsync(inner) + await after.FaultsAsync(), won, swept);
    }

    private static async Task<bool> WriteAsync(string writer, InstantTime time, IObjectStore store)
    {
        try
        {
            await Republishing.All[writer](await ShortEpochs.OpenAsync(store, time));
            return true;
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Expired or LakeErrorKind.Refused)
        {
            return false;
        }
    }
}
