using LakeVersion.Snapshots;

namespace MinioPipeline;

/// <summary>What a table of weather must be before anybody sees it.</summary>
internal sealed record Check(int Rows, int Nulls, int Doubled, double Coldest, double Warmest)
{
    public bool IsGood => Rows > 0 && Nulls == 0 && Doubled == 0 && Coldest > -40 && Warmest < 50;

    public static async Task<Check> RunAsync(SnapshotTable weather)
    {
        var days = await weather.ReadAsync<Day>().ToListAsync();
        return new Check(
            days.Count,
            days.Count(day => (day.Precipitation, day.TempMax, day.TempMin, day.Wind) is not ({ }, { }, { }, { })),
            days.Count - days.DistinctBy(day => day.Date).Count(),
            days.Min(day => day.TempMin) ?? double.NaN,
            days.Max(day => day.TempMax) ?? double.NaN);
    }

    public override string ToString() =>
        $"{Rows} rows, {Nulls} with nulls, {Doubled} doubled, {Coldest} to {Warmest} °C: {(IsGood ? "good" : "BAD")}";
}
