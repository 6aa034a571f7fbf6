using System.Globalization;
using LakeVersion.Simulation.Engine;

namespace LakeVersion.Simulation;

/// <summary>Many seeds of one scenario. <c>LAKEVERSION_SIM_SEED=n</c> replays one, <c>LAKEVERSION_SIM_SEEDS=50000</c> widens.</summary>
internal static class Campaign
{
    private const int ShownLines = 400;

    public static async Task<IReadOnlyList<RunResult>> RunAsync(SimulationOptions options, int seeds, int first = 1)
    {
        if (Number("LAKEVERSION_SIM_SEED") is { } only)
        {
            (first, seeds) = (only, 1);
        }

        var results = await SimulatedRun.RunAsync(Enumerable.Range(first, Number("LAKEVERSION_SIM_SEEDS") ?? seeds), options);
        if (results[^1].Failure is not null)
        {
            Assert.Fail(await TellAsync(results[^1], options));
        }

        Note(Summary(results));
        return results;
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
        var kinds = results.SelectMany(result => result.Operations).GroupBy(operation => operation.Kind).OrderBy(group => group.Key, StringComparer.Ordinal);
        return $"{results.Count} seeds, {results.Sum(result => result.Entries)} entries, {results.Sum(result => result.Deleted)} objects deleted, traces {results.Aggregate(0UL, (sum, result) => (sum * 31) + result.TraceHash):x16}\n" + string.Join('\n', kinds.Select(group =>
            $"{group.Key}: {string.Join(", ", group.GroupBy(operation => operation.Outcome).OrderBy(of => of.Key).Select(of => $"{of.Count()} {of.Key}"))}"));
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
