using System.Globalization;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Parsing;

/// <summary>Sizes and spans of time as a person writes them: a whole number and a unit.</summary>
internal static class AmountText
{
    /// <summary>A size in bytes: <c>134217728</c>, <c>128mb</c>; units are powers of 1,024.</summary>
    /// <exception cref="LakeException">Invalid: no size above 0.</exception>
    public static long Size(string option, string text)
    {
        var (number, unit) = Split(text);
        var shift = unit.TrimEnd('b').TrimEnd('i') switch { "" => 0, "k" => 10, "m" => 20, "g" => 30, "t" => 40, _ => -1 };
        return shift >= 0 && number > 0 && number <= long.MaxValue >> shift
            ? number << shift
            : throw LakeException.Invalid($"{option} {text}: expected a size such as 128mb, or a number of bytes above 0.");
    }

    /// <summary>A span of time: <c>7d</c>, <c>36h</c>, <c>90m</c>.</summary>
    /// <exception cref="LakeException">Invalid: no span.</exception>
    public static TimeSpan Span(string option, string text)
    {
        var (number, unit) = Split(text);
        var ticks = unit switch { "d" => TimeSpan.TicksPerDay, "h" => TimeSpan.TicksPerHour, "m" => TimeSpan.TicksPerMinute, "s" => TimeSpan.TicksPerSecond, _ => 0 };
        return ticks > 0 && number >= 0 && number <= TimeSpan.MaxValue.Ticks / ticks
            ? TimeSpan.FromTicks(number * ticks)
            : throw LakeException.Invalid($"{option} {text}: expected a span such as 7d, 36h, 90m or 0s.");
    }

    private static (long Number, string Unit) Split(string text)
    {
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : text.Length;
        return (long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1, text[digits..].Trim().ToLowerInvariant());
    }
}
