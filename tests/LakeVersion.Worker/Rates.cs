using System.Diagnostics;
using LakeVersion.Rows.Records;

namespace LakeVersion.Worker;

/// <summary>How many commits a second several processes make together: from the first acknowledged one to the last.</summary>
internal static class Rates
{
    /// <summary>Makes a lake, starts the processes, and prints one line.</summary>
    public static async Task<int> MeasureAsync(string location, int processes, string[] what)
    {
        await using (var lake = await Writing.CreateAsync(location))
        {
            await using var change = await lake.Branch("main").BeginAsync();
            await change.Table("numbers").CreateAsync(RowBatcher.SchemaOf<Row>());
            await change.CommitAsync("Make the table");
        }

        var each = what[0] == "append" ? int.Parse(what[1]) : int.Parse(what[0]) * int.Parse(what[1]);
        var workers = Enumerable.Range(0, processes).Select(p => Start(
            what[0] == "append" ? ["append", location, "numbers", $"{p * each}", what[1]] : ["put", location, $"{p * each}", .. what])).ToList();
        var times = (await Task.WhenAll(workers.Select(TimesAsync))).SelectMany(list => list).Order().ToList();
        if (workers.Any(worker => worker.ExitCode != 0) || times.Count != processes * each)
        {
            await Console.Error.WriteLineAsync($"{times.Count} of {processes * each} commits were acknowledged.");
            return 1;
        }

        var seconds = Stopwatch.GetElapsedTime(times[0], times[^1]).TotalSeconds;
        await Console.Out.WriteLineAsync($"{processes} processes, {string.Join(' ', what)}: {times.Count} commits in {seconds:f1} s, {(times.Count - 1) / seconds:f1} a second");
        return 0;
    }

    private static Process Start(string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [typeof(Rates).Assembly.Location, .. arguments]) { RedirectStandardOutput = true })!;

    private static async Task<List<long>> TimesAsync(Process worker)
    {
        var times = new List<long>();
        while (await worker.StandardOutput.ReadLineAsync() is not null)
        {
            times.Add(Stopwatch.GetTimestamp());
        }

        await worker.WaitForExitAsync();
        return times;
    }
}
