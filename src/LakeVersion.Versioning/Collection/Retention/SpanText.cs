using System.Globalization;

namespace LakeVersion.Versioning.Collection.Retention;

/// <summary>Spans of time in settings: a whole number and <c>d</c>, <c>h</c>, <c>m</c> or <c>s</c>.</summary>
internal static class SpanText
{
    private static readonly (char Unit, TimeSpan Length)[] Units =
        [('d', TimeSpan.FromDays(1)), ('h', TimeSpan.FromHours(1)), ('m', TimeSpan.FromMinutes(1)), ('s', TimeSpan.FromSeconds(1))];

    // A thousand years: whatever is subtracted from a time of today stays a time.
    private static readonly TimeSpan Most = TimeSpan.FromDays(365_000);

    public static bool TryParse(string text, out TimeSpan span)
    {
        span = default;
        foreach (var (unit, length) in Units)
        {
            if (text.EndsWith(unit) && long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count <= Most / length)
            {
                span = length * count;
                return true;
            }
        }

        return false;
    }

    /// <summary>The span in its largest whole unit.</summary>
    public static string Format(TimeSpan span)
    {
        foreach (var (unit, length) in Units)
        {
            if (span.Ticks % length.Ticks == 0 && (span > TimeSpan.Zero || unit == 's'))
            {
                return string.Create(CultureInfo.InvariantCulture, $"{span.Ticks / length.Ticks}{unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(long)Math.Ceiling(span.TotalSeconds)}s");
    }
}
