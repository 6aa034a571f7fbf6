using LakeVersion.Snapshots;

namespace Quickstart;

/// <summary>Learns tomorrow's highest temperature from today's, by least squares, and says how far off it is.</summary>
internal static class Experiment
{
    /// <summary>The root mean square error over the days of a table, in degrees Celsius.</summary>
    public static async Task<double> RunAsync(LakeSnapshot lake)
    {
        var days = new List<CleanDay>();
        await foreach (var day in lake.Table("weather").ReadAsync<CleanDay>())
        {
            days.Add(day);
        }

        var pairs = days.Zip(days.Skip(1), (today, tomorrow) => (X: today.TempMax, Y: tomorrow.TempMax)).ToList();
        var (meanX, meanY) = (pairs.Average(pair => pair.X), pairs.Average(pair => pair.Y));
        var slope = pairs.Sum(pair => (pair.X - meanX) * (pair.Y - meanY)) / pairs.Sum(pair => (pair.X - meanX) * (pair.X - meanX));
        return Math.Sqrt(pairs.Average(pair => Math.Pow(pair.Y - (meanY + (slope * (pair.X - meanX))), 2)));
    }
}
