using System.Globalization;

namespace LakeVersion.Rows.Cells;

/// <summary>Dates and times as ISO 8601 text: the one spelling that this room reads and writes.</summary>
/// <remarks>Years 0001 to 9999. A time is <c>2024-02-29T13:05:09.123456Z</c>; <c>T</c> may be a space when reading, seconds
/// and fractions may be missing, and the zone may be <c>Z</c>, <c>+hh:mm</c> or absent. More than six digits of a fraction
/// are refused rather than cut.</remarks>
internal static class IsoText
{
    private const long TicksAMicrosecond = TimeSpan.TicksPerMicrosecond;
    private const int DateLength = 10;

    public static bool TryParseDate(ReadOnlySpan<char> text, out int days)
    {
        days = 0;
        if (text.Length != DateLength || text[4] != '-' || text[7] != '-'
            || !Digits(text[..4], out var year) || !Digits(text[5..7], out var month) || !Digits(text[8..], out var day)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        days = new DateOnly(year, month, day).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return true;
    }

    /// <summary>Reads a time or a date (midnight) as microseconds since 1970; a time with a zone is brought to UTC.</summary>
    public static bool TryParseTime(ReadOnlySpan<char> text, out long microseconds, out bool hasZone)
    {
        (microseconds, hasZone) = (0, false);
        if (text.Length < DateLength || !TryParseDate(text[..DateLength], out var days))
        {
            return false;
        }

        microseconds = days * (TimeSpan.TicksPerDay / TicksAMicrosecond);
        var rest = text[DateLength..];
        if (rest.IsEmpty)
        {
            return true;
        }

        if (rest[0] is not ('T' or ' ') || !TryParseZone(ref rest, out var offsetMinutes, out hasZone)
            || !TryParseClock(rest[1..], out var ofDay))
        {
            return false;
        }

        microseconds += ofDay - (offsetMinutes * 60_000_000L);
        return true;
    }

    public static string Date(int days)
    {
        var day = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber + (long)days;
        return day >= DateOnly.MinValue.DayNumber && day <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber((int)day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : days.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The time as text; what lies outside of the years 0001 to 9999 as its number of microseconds.</summary>
    public static string Time(long microseconds, bool hasZone)
    {
        if (microseconds < -DateTime.UnixEpoch.Ticks / TicksAMicrosecond
            || microseconds > (DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) / TicksAMicrosecond)
        {
            return microseconds.ToString(CultureInfo.InvariantCulture);
        }

        var time = DateTime.UnixEpoch.AddTicks(microseconds * TicksAMicrosecond);
        var format = microseconds % 1_000_000 == 0 ? "yyyy-MM-ddTHH:mm:ss" : "yyyy-MM-ddTHH:mm:ss.ffffff";
        return time.ToString(format, CultureInfo.InvariantCulture) + (hasZone ? "Z" : "");
    }

    private static bool TryParseZone(ref ReadOnlySpan<char> text, out int offsetMinutes, out bool hasZone)
    {
        (offsetMinutes, hasZone) = (0, true);
        if (text[^1] is 'Z' or 'z')
        {
            text = text[..^1];
            return true;
        }

        if (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':'
            && Digits(text[^5..^3], out var hours) && Digits(text[^2..], out var minutes))
        {
            offsetMinutes = ((hours * 60) + minutes) * (text[^6] == '-' ? -1 : 1);
            text = text[..^6];
            return hours <= 18 && minutes < 60;
        }

        hasZone = false;
        return true;
    }

    private static bool TryParseClock(ReadOnlySpan<char> text, out long microseconds)
    {
        microseconds = 0;
        if (text.Length < 5 || text[2] != ':'
            || !Digits(text[..2], out var hour) || !Digits(text[3..5], out var minute) || hour > 23 || minute > 59)
        {
            return false;
        }

        microseconds = ((hour * 60L) + minute) * 60_000_000;
        if (text.Length == 5)
        {
            return true;
        }

        if (text.Length < 8 || text[5] != ':' || !Digits(text[6..8], out var second) || second > 59)
        {
            return false;
        }

        microseconds += second * 1_000_000L;
        if (text.Length == 8)
        {
            return true;
        }

        var fraction = text[9..];
        if (text[8] != '.' || fraction.Length is < 1 or > 6 || !Digits(fraction, out var value))
        {
            return false;
        }

        for (var i = fraction.Length; i < 6; i++)
        {
            value *= 10;
        }

        microseconds += value;
        return true;
    }

    private static bool Digits(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
