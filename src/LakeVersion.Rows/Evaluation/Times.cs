using LakeVersion.Rows.Cells;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Evaluation;

/// <summary>Days since 1970-01-01 and microseconds since its midnight, in the calendar that goes on for ever.</summary>
internal static class Times
{
    private const int EpochDay = 719_162;
    private const int LastDay = 3_652_058;

    /// <summary>The day of a time.</summary>
    public static long Day(long microseconds) => Floor(microseconds, ValueTypes.DayMicroseconds) / ValueTypes.DayMicroseconds;

    /// <summary>The greatest multiple of a unit that is not later; times so early that there is none are refused.</summary>
    public static long Floor(long microseconds, long unit)
    {
        var rest = microseconds % unit;
        var floor = (Int128)microseconds - (rest < 0 ? rest + unit : rest);
        return floor >= long.MinValue ? (long)floor : throw LakeException.Invalid($"the time {microseconds} µs is too early.");
    }

    /// <summary>The calendar's day; outside of the years 1 to 9999 it is refused.</summary>
    public static DateOnly Calendar(long days) => days is >= -EpochDay and <= LastDay - EpochDay
        ? DateOnly.FromDayNumber((int)days + EpochDay)
        : throw LakeException.Invalid($"day {days} since 1970 lies outside of the years 1 to 9999.");

    public static long Days(DateOnly day) => day.DayNumber - EpochDay;

    public static string Date(long days)
    {
        _ = Calendar(days);
        return IsoText.Date((int)days);
    }

    /// <summary>As Spark writes times: a space, and no zeros at the end of the fraction.</summary>
    public static string Time(long microseconds)
    {
        _ = Calendar(Day(microseconds));
        var text = IsoText.Time(microseconds, hasZone: false).Replace('T', ' ');
        return text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0') : text;
    }
}
