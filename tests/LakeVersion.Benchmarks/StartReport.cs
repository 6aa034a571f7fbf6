using System.Diagnostics;
using System.Globalization;

namespace LakeVersion.Benchmarks;

/// <summary>How long <c>lv</c> takes from its start to its end: what a person at a terminal waits for at least.</summary>
internal static class StartReport
{
    private const int Rounds = 31;

    /// <param name="lv">The program.</param>
    public static async Task ReportAsync(string lv)
    {
        var lake = Directory.CreateTempSubdirectory("lakeversion-bench").FullName;
        try
        {
            await RunAsync(lv, "init", lake);
            var file = Path.Combine(lake, "..", Path.GetFileName(lake) + ".txt");
            await File.WriteAllTextAsync(file, "one line");
            await RunAsync(lv, "put", file, "notes.txt", "--lake", lake);
            File.Delete(file);
            await ReportAsync("lv --version (ms, below 60 for the native one)", lv, "--version");
            await ReportAsync("lv log -n 1 (ms, below 150 for the native one)", lv, "log", "-n", "1", "--lake", lake);
        }
        finally
        {
            Directory.Delete(lake, recursive: true);
        }
    }

    private static async Task ReportAsync(string title, string lv, params string[] arguments)
    {
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var begin = Stopwatch.GetTimestamp();
            await RunAsync(lv, arguments);
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title}: median {times[Rounds / 2]:0.0}, least {times[0]:0.0}, most {times[^1]:0.0}, of {Rounds}"));
    }

    private static async Task RunAsync(string lv, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(lv, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"lv {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
        }
    }
}
