namespace Quickstart;

/// <summary>A day as the weather station reported it.</summary>
internal sealed record RawDay(DateOnly Date, double Precipitation, double TempMax, double TempMin, double Wind, string Weather);

/// <summary>A day that can be learned from: <see cref="Wet"/> is what was measured, not what was written down.</summary>
internal sealed record CleanDay(DateOnly Date, double Precipitation, double TempMax, double TempMin, double Wind, string Weather, bool Wet)
{
    public static CleanDay From(RawDay day) =>
        new(day.Date, day.Precipitation, day.TempMax, day.TempMin, day.Wind, day.Weather, day.Precipitation > 0);
}
