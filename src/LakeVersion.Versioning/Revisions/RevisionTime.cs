using System.Globalization;
using System.Text.RegularExpressions;
using LakeVersion.Storage;

namespace LakeVersion.Versioning.Revisions;

/// <summary>Times as people write them in revisions and filters: ISO 8601 (UTC where no zone is given), or <c>3 days ago</c>.</summary>
public static partial class RevisionTime
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd' 'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd' 'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Reads a time.</summary>
    /// <param name="whole">The text that the time is part of, for the message.</param>
    /// <param name="text">The time.</param>
    /// <param name="now">What relative times count from.</param>
    /// <exception cref="LakeException">Invalid: another form.</exception>
    public static DateTimeOffset Parse(string whole, string text, DateTimeOffset now)
    {
        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, styles, out var time))
        {
            return time;
        }

        if (text == "now")
        {
            return now;
        }

        if (text == "yesterday")
        {
            return now.AddDays(-1);
        }

        var match = Ago().Match(text);
        if (match.Success && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            var unit = match.Groups[2].Value switch
            {
                "second" => TimeSpan.FromSeconds(1),
                "minute" => TimeSpan.FromMinutes(1),
                "hour" => TimeSpan.FromHours(1),
                "day" => TimeSpan.FromDays(1),
                _ => TimeSpan.FromDays(7),
            };
            return now - Math.Min(count, (now - DateTimeOffset.UnixEpoch) / unit) * unit;
        }

        throw LakeException.Invalid($"'{whole}': '{text}' is not a time; expected one as 2026-11-01, 2026-11-01T12:00Z or '3 days ago'.");
    }

    [GeneratedRegex("^([0-9]{1,9}) (second|minute|hour|day|week)s? ago$", RegexOptions.CultureInvariant)]
    private static partial Regex Ago();
}
