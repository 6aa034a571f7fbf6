using System.Globalization;

namespace Quickstart;

/// <summary>The records that come with the sample.</summary>
internal static class WeatherFile
{
    public static string Path { get; } = System.IO.Path.Join(AppContext.BaseDirectory, "data", "seattle-weather.csv");

    public static IEnumerable<RawDay> Read(int fromYear, int toYear) => File.ReadLines(Path)
        .Skip(1)
        .Select(line => line.Split(','))
        .Select(cells => new RawDay(
            DateOnly.Parse(cells[0], CultureInfo.InvariantCulture),
            Number(cells[1]),
            Number(cells[2]),
            Number(cells[3]),
            Number(cells[4]),
            cells[5]))
        .Where(day => day.Date.Year >= fromYear && day.Date.Year <= toYear);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
