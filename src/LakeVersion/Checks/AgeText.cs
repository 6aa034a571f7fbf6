using System.Globalization;
using LakeVersion.Storage;

namespace LakeVersion.Checks;

/// <summary>Ages as people write them: a whole number and <c>d</c>, <c>h</c>, <c>m</c> or <c>s</c>.</summary>
internal static class AgeText
{
    /// <exception cref="LakeException">Invalid: no age.</exception>
    public static TimeSpan Parse(string text, string where)
    {
        var ticks = text.Length == 0 ? 0 : text[^1] switch
        {
            'd' => TimeSpan.TicksPerDay,
            'h' => TimeSpan.TicksPerHour,
            'm' => TimeSpan.TicksPerMinute,
            's' => TimeSpan.TicksPerSecond,
            _ => 0,
        };
        return ticks > 0 && long.TryParse(text.AsSpan()[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= TimeSpan.FromDays(1_000_000).Ticks / ticks
            ? TimeSpan.FromTicks(number * ticks)
            : throw LakeException.Invalid($"{where}: expected an age such as 7d, 36h, 90m or 30s; found '{text}'.");
    }
}
