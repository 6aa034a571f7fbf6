using System.Globalization;

namespace LakeVersion.Delta.Partitions;

/// <summary>Dates and times as the protocol writes them (PROTOCOL.md, "Partition Value Serialization", "Per-file Statistics").</summary>
internal static class TimeText
{
    private const string DateFormat = "yyyy-MM-dd";
    private const string NearDate = "2000-01-01";
    private const long NearDays = 10_957;
    private const long MicrosecondsADay = 86_400_000_000;
    private const int CycleYears = 400;
    private const int CycleDays = 146_097;

    // Six digits of a year: what microseconds in 64 bits reach.
    private const int MaxFarDigits = 12;

    private static readonly string[] LocalFormats =
    [
        "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFF", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFF", "yyyy-MM-dd",
    ];

    private static readonly string[] ZonedFormats = ["yyyy-MM-ddTHH:mm:ss.FFFFFFzzz", "yyyy-MM-dd HH:mm:ss.FFFFFFzzz"];

    /// <summary>A date as text, or null where it lies outside the years 1 to 9999.</summary>
    public static string? Date(int days)
    {
        var number = (long)days + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return number >= 0 && number <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber((int)number).ToString(DateFormat, CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>Reads a date as days since the epoch. Years outside 1 to 9999 may have a sign, as Java writes them.</summary>
    public static bool TryDate(string text, out int days)
    {
        var valid = DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        days = valid ? date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber : 0;
        return valid || TryFarDate(text, out days);
    }

    /// <summary>Microseconds since the epoch in a format of .NET, or null where they lie outside the years 1 to 9999.</summary>
    public static string? Time(long microseconds, string format) =>
        microseconds is >= -62_135_596_800_000_000 and < 253_402_300_800_000_000
            ? DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond).ToString(format, CultureInfo.InvariantCulture)
            : null;

    /// <summary>Reads a time with or without a zone. One without a zone is taken as it stands.</summary>
    /// <remarks>"A timestamp without a zone is of the zone of the writing system", which nobody knows; UTC, as kernels take it.</remarks>
    public static bool TryTime(string text, out long microseconds) => TryNearTime(text, out microseconds) || TryFarTime(text, out microseconds);

    private static bool TryNearTime(string text, out long microseconds)
    {
        var zoned = text.EndsWith('Z') ? text[..^1] + "+00:00" : text;
        DateTime time;
        if (DateTimeOffset.TryParseExact(zoned, ZonedFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant))
        {
            time = instant.UtcDateTime;
        }
        else if (!DateTime.TryParseExact(text, LocalFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out time))
        {
            microseconds = 0;
            return false;
        }

        microseconds = (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        return true;
    }

    private static bool TryFarDate(ReadOnlySpan<char> text, out int days)
    {
        days = 0;
        var digits = text.TrimStart("+-");
        if (text.Length - digits.Length > 1 || digits.Length is < 10 or > MaxFarDigits || digits[^6] != '-' || digits[^3] != '-'
            || !Number(digits[..^6], out var year) || !Number(digits[^5..^3], out var month) || !Number(digits[^2..], out var day))
        {
            return false;
        }

        // The calendar repeats itself every 400 years, so the date is looked up among the years 1 to 400.
        var yearsBefore = (text[0] == '-' ? -year : year) - 1;
        var cycles = (int)Math.Floor(yearsBefore / (double)CycleYears);
        var twin = yearsBefore - (cycles * CycleYears) + 1;
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(twin, month))
        {
            return false;
        }

        days = new DateOnly(twin, month, day).DayNumber + (cycles * CycleDays) - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return true;
    }

    // The clock and zone of such a time are read as those of a day near by.
    private static bool TryFarTime(string text, out long microseconds)
    {
        microseconds = 0;
        var end = text.AsSpan().IndexOfAny('T', ' ');
        if (!TryFarDate(end < 0 ? text : text.AsSpan(0, end), out var days))
        {
            return false;
        }

        if (!TryNearTime(end < 0 ? NearDate : NearDate + text[end..], out var near))
        {
            return false;
        }

        // Some days of the years that it has room for lie beyond what 64 bits reach.
        var far = (Int128)near + ((Int128)(days - NearDays) * MicrosecondsADay);
        var fits = far >= long.MinValue && far <= long.MaxValue;
        microseconds = fits ? (long)far : 0;
        return fits;
    }

    private static bool Number(ReadOnlySpan<char> digits, out int value) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
