using System.Globalization;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Snapshots;

/// <summary>How long a table keeps what it no longer needs, by its properties: texts such as <c>interval 30 days</c>. Pure.</summary>
internal static class RetentionTime
{
    /// <summary>How long commits stay behind a checkpoint.</summary>
    public const string Log = "delta.logRetentionDuration";

    /// <summary>How long removed files stay, and the log's record of them.</summary>
    public const string Files = "delta.deletedFileRetentionDuration";

    /// <summary>How long an application's number stays after its last change; for ever where a table does not say.</summary>
    public const string Applications = "delta.setTransactionRetentionDuration";

    public static readonly TimeSpan DefaultLog = TimeSpan.FromDays(30);
    public static readonly TimeSpan DefaultFiles = TimeSpan.FromDays(7);

    /// <summary>The time that a property says, or what holds where it is not set.</summary>
    /// <exception cref="LakeException">Invalid: the property's text is no length of time.</exception>
    public static TimeSpan Of(IReadOnlyDictionary<string, string?> properties, string property, TimeSpan unset) =>
        properties.GetValueOrDefault(property) is not { } text ? unset
            : TryParse(text, out var time) ? time
            : throw LakeException.Invalid($"The table's property '{property}' is '{text}': expected a length of time such as 'interval 30 days'.");

    /// <summary>The time that a property says; null where it is not set or no length of time, so that nothing is let go of by mistake.</summary>
    public static TimeSpan? OrNever(IReadOnlyDictionary<string, string?> properties, string property, TimeSpan? unset) =>
        properties.GetValueOrDefault(property) is not { } text ? unset : TryParse(text, out var time) ? time : null;

    /// <summary>Reads numbers with units of a fixed length; months and years have none.</summary>
    public static bool TryParse(string text, out TimeSpan time)
    {
        time = TimeSpan.Zero;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var first = words.Length > 0 && words[0].Equals("interval", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        if (words.Length == first || (words.Length - first) % 2 != 0)
        {
            return false;
        }

        Int128 ticks = 0;
        for (var i = first; i < words.Length; i += 2)
        {
            if (!long.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || Unit(words[i + 1]) is not { } unit)
            {
                return false;
            }

            ticks += (Int128)count * unit.Ticks;
        }

        time = new TimeSpan((long)Int128.Min(ticks, TimeSpan.MaxValue.Ticks));
        return true;
    }

    private static TimeSpan? Unit(string word) => word.ToLowerInvariant().TrimEnd('s') switch
    {
        "week" => TimeSpan.FromDays(7),
        "day" => TimeSpan.FromDays(1),
        "hour" => TimeSpan.FromHours(1),
        "minute" => TimeSpan.FromMinutes(1),
        "second" => TimeSpan.FromSeconds(1),
        "millisecond" => TimeSpan.FromMilliseconds(1),
        "microsecond" => TimeSpan.FromMicroseconds(1),
        _ => null,
    };
}
