using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Writing;

/// <summary>The properties that a table may be given, and what its protocol allows.</summary>
internal static class TableProperties
{
    private const string CommitTimestamps = "delta.enableInCommitTimestamps";

    // What this version honours.
    private static readonly Dictionary<string, PropertyRule> Known = new(StringComparer.Ordinal)
    {
        [CommitTimestamps] = PropertyRule.Flag,
        ["delta.appendOnly"] = PropertyRule.Flag,
        [TypeWidening.Property] = PropertyRule.Flag,
        [RowTracking.Property] = PropertyRule.Flag,
        [ColumnMapping.ModeProperty] = PropertyRule.OneOf("none", "name", "id"),
        ["delta.isolationLevel"] = PropertyRule.OneOf("Serializable", "WriteSerializable"),
        [Statistics.StatisticsColumns.CountProperty] = PropertyRule.Number(-1),
        [Checkpoints.CheckpointPolicy.Interval] = PropertyRule.Number(1),
        [RetentionTime.Log] = PropertyRule.Interval,
        [RetentionTime.Files] = PropertyRule.Interval,
        [TableFeatures.ChangeFeedProperty] = PropertyRule.Flag,
        [TableFeatures.VectorsProperty] = PropertyRule.Flag,
        [RetentionTime.Applications] = PropertyRule.Interval,
        ["delta.enableExpiredLogCleanup"] = PropertyRule.Flag,
        ["delta.checkpointPolicy"] = PropertyRule.OneOf("classic", "v2"),
        ["delta.checkpoint.writeStatsAsJson"] = PropertyRule.Flag,
        ["delta.checkpoint.writeStatsAsStruct"] = PropertyRule.Flag,
        [Statistics.StatisticsColumns.NamesProperty] = new("names of columns, divided by commas", value => value.Length > 0),
        [FileLayout.TargetSizeProperty] = FileLayout.SizeRule,
        [FileLayout.CodecProperty] = FileLayout.CodecRule,
    };

    /// <summary>The properties of a new table: those asked for, and in-commit timestamps unless these are turned off.</summary>
    /// <exception cref="LakeException">As for <see cref="Check"/>.</exception>
    public static Dictionary<string, string?> Of(IReadOnlyDictionary<string, string> asked)
    {
        var properties = new Dictionary<string, string?>(StringComparer.Ordinal) { [CommitTimestamps] = "true" };
        foreach (var (name, value) in asked)
        {
            // Constraints of a new table are tested where its columns are known.
            if (!name.StartsWith(Rules.RuleKeys.Constraint, StringComparison.Ordinal))
            {
                Check(name, value);
            }

            properties[name] = value;
        }

        return properties;
    }

    /// <summary>Checks a property that a user sets, or takes away: those of Delta by name and value, others are free.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value; null where it is taken away.</param>
    /// <exception cref="LakeException">Unsupported: a <c>delta.</c> property that would not be honoured. Invalid: no value of it. The message names it.</exception>
    public static void Check(string name, string? value)
    {
        if (name.Length == 0)
        {
            throw LakeException.Invalid("A table property has no name.");
        }

        if (!name.StartsWith("delta.", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (!Known.TryGetValue(name, out var rule))
        {
            throw LakeException.Unsupported($"The table property '{name}' is not honoured by this version, or not for users to set." + NearNames.Hint(name, Known.Keys));
        }

        if (value is not null && !rule.IsValid(value))
        {
            throw LakeException.Invalid($"The table property '{name}' is '{value}': expected {rule.Expected}.");
        }
    }

    /// <summary>Refuses a grown or replaced schema whose types the table's protocol does not allow.</summary>
    public static void CheckAllowed(DeltaStruct schema, ProtocolAction protocol)
    {
        if (SchemaRules.Uses(schema, "timestamp_ntz") && protocol.ReaderFeatures?.Contains(TableFeatures.TimestampNtz) != true)
        {
            throw LakeException.Unsupported(
                "The new schema has a timestamp without a zone (feature timestampNtz), which the table's protocol does not allow. "
                + "Use a timestamp in UTC, or create a new table.");
        }
    }
}
