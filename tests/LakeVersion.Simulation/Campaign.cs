using System.Globalization;
using LakeVersion.Simulation.Engine;

namespace LakeVersion.Simulation;

/// <summary>Many seeds of one scenario. <c>LAKEVERSION_SIM_SEED=n</c> replays one, <c>LAKEVERSION_SIM_SEEDS=50000</c> widens, from <c>LAKEVERSION_SIM_FIRST</c> on.</summary>
internal static class Campaign
{
    private const int ShownLines = 400;

    public static async Task<IReadOnlyList<RunResult>> RunAsync(SimulationOptions options, int seeds, int first = 1, string variable = "LAKEVERSION_SIM_SEEDS")
    {
        (first, seeds) = Number("LAKEVERSION_SIM_SEED") is { } only
            ? (only, 1)
            : (Number("LAKEVERSION_SIM_FIRST") ?? first, Number(variable) ?? seeds);
        var results = await SimulatedRun.RunAsync(first, seeds, options);
        if (results[^1].Failure is not null)
        {
            Assert.Fail(await TellAsync(results[^1], options));
        }

        Note(Summary(results));
        return results;
    }

    /// <summary>Holds something broken on purpose to being caught within some seeds.</summary>
    /// <param name="mutant">What is broken.</param>
    /// <param name="first">The seed to begin with: a little before one that caught it, where that takes long to come by.</param>
    /// <param name="seeds">How many seeds.</param>
    /// <param name="options">The scenario.</param>
    public static async Task CatchAsync(string mutant, int first, int seeds, SimulationOptions options)
    {
        var results = await SimulatedRun.RunAsync(first, seeds, options);
        Assert.False(results[^1].Failure is { IsOfSimulation: true }, $"LAKEVERSION_SIM_SEED={results[^1].Seed}: {results[^1].Failure}");
        Assert.True(results[^1].Failure is not null, $"{mutant} was not caught in {seeds} seeds: {Summary(results)}");
        Note($"{mutant}: seed {results[^1].Seed}: {results[^1].Failure!.Message}");
    }

    /// <summary>Tells what was seen, in the file that <c>LAKEVERSION_SIM_NOTES</c> names; nobody where it names none.</summary>
    public static void Note(string text)
    {
        if (Environment.GetEnvironmentVariable("LAKEVERSION_SIM_NOTES") is { Length: > 0 } notes)
        {
            File.AppendAllText(notes, text + "\n");
        }
    }

    /// <summary>How often each kind of operation ended how.</summary>
    public static string Summary(IReadOnlyList<RunResult> results)
    {
        var kinds = results.SelectMany(result => result.Outcomes).GroupBy(pair => pair.Key.Kind).OrderBy(group => group.Key, StringComparer.Ordinal);
        return $"{results.Count} seeds, {results.Sum(result => result.Entries)} entries, {results.Sum(result => result.Deleted)} objects deleted, traces {results.Aggregate(0UL, (sum, result) => (sum * 31) + result.TraceHash):x16}\n" + string.Join('\n', kinds.Select(group =>
            $"{group.Key}: {string.Join(", ", group.GroupBy(pair => pair.Key.Outcome).OrderBy(of => of.Key).Select(of => $"{of.Sum(pair => pair.Value)} {of.Key}"))}"));
    }

    // The seed again, with its trace.
    private static async Task<string> TellAsync(RunResult failed, SimulationOptions options)
    {
        var again = await SimulatedRun.RunAsync(failed.Seed, options, traces: true);
        var lines = again.Trace.Count > ShownLines ? again.Trace.Skip(again.Trace.Count - ShownLines) : again.Trace;
        return $"LAKEVERSION_SIM_SEED={failed.Seed}: {failed.Failure}\n{string.Join('\n', lines)}";
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
