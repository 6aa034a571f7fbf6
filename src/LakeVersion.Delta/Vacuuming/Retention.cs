using System.Globalization;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Vacuuming;

/// <summary>How long a vacuum keeps files that a table no longer needs. Pure.</summary>
internal static class Retention
{
    /// <exception cref="LakeException">Refused: shorter than the table's own. Invalid: below zero, or the table's own is no interval.</exception>
    public static TimeSpan Of(VacuumOptions options, IReadOnlyDictionary<string, string?> properties, string table)
    {
        var own = RetentionTime.Of(properties, RetentionTime.Files, RetentionTime.DefaultFiles);
        var asked = options.Retention ?? own;
        if (asked < TimeSpan.Zero)
        {
            throw LakeException.Invalid($"A retention of {asked} is below zero.");
        }

        return asked >= own || options.AllowShortRetention ? asked : throw LakeException.Refused(
            $"{table} keeps files for {Text(own)} ({RetentionTime.Files}), and a retention of {Text(asked)} is shorter: who reads an older version, or writes files for a commit to come, would lose them. "
            + "Allow a short retention (--force) where nobody does.");
    }

    // The largest unit that leaves no rest.
    private static string Text(TimeSpan span)
    {
        foreach (var (ticks, unit) in ((long, string)[])[(TimeSpan.TicksPerDay, "day"), (TimeSpan.TicksPerHour, "hour"), (TimeSpan.TicksPerMinute, "minute")])
        {
            if (span.Ticks > 0 && span.Ticks % ticks == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{span.Ticks / ticks:N0} {unit}{(span.Ticks == ticks ? "" : "s")}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###} seconds");
    }
}
