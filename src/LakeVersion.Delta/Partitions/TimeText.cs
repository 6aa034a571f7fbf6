using System.Globalization;

namespace LakeVersion.Delta.Partitions;

/// <summary>Dates and times as the protocol writes them (PROTOCOL.md, "Partition Value Serialization", "Per-file Statistics").</summary>
internal static class TimeText
{
    private const string DateFormat = "yyyy-MM-dd";

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

    public static bool TryDate(string text, out int days)
    {
        var valid = DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        days = valid ? date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber : 0;
        return valid;
    }

    /// <summary>Microseconds since the epoch in a format of .NET, or null where they lie outside the years 1 to 9999.</summary>
    public static string? Time(long microseconds, string format) =>
        microseconds is >= -62_135_596_800_000_000 and < 253_402_300_800_000_000
            ? DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond).ToString(format, CultureInfo.InvariantCulture)
            : null;

    /// <summary>Reads a time with or without a zone. One without a zone is taken as it stands.</summary>
    /// <remarks>"A timestamp without a zone is of the zone of the writing system", which nobody knows; UTC, as kernels take it.</remarks>
    public static bool TryTime(string text, out long microseconds)
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
}
