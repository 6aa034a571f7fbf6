using System.Globalization;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Vacuuming;

/// <summary>How long a table keeps files that it no longer needs. Pure.</summary>
internal static class Retention
{
    /// <summary>An interval, as <c>interval 7 days</c>.</summary>
    public const string Property = "delta.deletedFileRetentionDuration";

    private static readonly TimeSpan Default = TimeSpan.FromDays(7);

    /// <summary>The retention to use.</summary>
    /// <exception cref="LakeException">Refused: shorter than the table's own. Invalid: below zero, or the table's own is no interval.</exception>
    public static TimeSpan Of(VacuumOptions options, IReadOnlyDictionary<string, string?> properties, string table)
    {
        var own = properties.GetValueOrDefault(Property) is { } text
            ? Parse(text) ?? throw LakeException.Invalid($"{table} has the property {Property} = '{text}', which is no interval such as 'interval 7 days'. Set it anew.")
            : Default;
        var asked = options.Retention ?? own;
        if (asked < TimeSpan.Zero)
        {
            throw LakeException.Invalid($"A retention of {asked} is below zero.");
        }

        return asked >= own || options.AllowShortRetention ? asked : throw LakeException.Refused(
            $"{table} keeps files for {own} ({Property}), and a retention of {asked} is shorter: who reads an older version, or writes files for a commit to come, would lose them. "
            + "Allow it where nobody does.");
    }

    /// <summary>An interval of weeks to microseconds; null for anything else, months and years, which have no one length, included.</summary>
    public static TimeSpan? Parse(string text)
    {
        var words = text.Trim().ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).AsSpan();
        words = words is ["interval", ..] ? words[1..] : words;
        if (words.IsEmpty || words.Length % 2 != 0)
        {
            return null;
        }

        var sum = new Int128();
        for (var i = 0; i < words.Length; i += 2)
        {
            if (!long.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || TicksOf(words[i + 1].TrimEnd('s')) is not { } ticks)
            {
                return null;
            }

            sum += (Int128)number * ticks;
        }

        return sum > TimeSpan.MaxValue.Ticks ? null : TimeSpan.FromTicks((long)sum);
    }

    private static long? TicksOf(string unit) => unit switch
    {
        "week" => 7 * TimeSpan.TicksPerDay,
        "day" => TimeSpan.TicksPerDay,
        "hour" => TimeSpan.TicksPerHour,
        "minute" => TimeSpan.TicksPerMinute,
        "second" => TimeSpan.TicksPerSecond,
        "millisecond" => TimeSpan.TicksPerMillisecond,
        "microsecond" => TimeSpan.TicksPerMicrosecond,
        _ => null,
    };
}
