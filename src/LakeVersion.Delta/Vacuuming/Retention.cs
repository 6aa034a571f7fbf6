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
            $"{table} keeps files for {own} ({RetentionTime.Files}), and a retention of {asked} is shorter: who reads an older version, or writes files for a commit to come, would lose them. "
            + "Allow it where nobody does.");
    }
}
