using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Writing;

/// <summary>The properties that a table may be given, and what its protocol allows.</summary>
internal static class TableProperties
{
    private const string CommitTimestamps = "delta.enableInCommitTimestamps";
    private const string AppendOnly = "delta.appendOnly";

    // What this version honours, or what binds only other programs' clean-up and check-points.
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        CommitTimestamps, AppendOnly, Statistics.StatisticsColumns.CountProperty, Statistics.StatisticsColumns.NamesProperty, "delta.isolationLevel",
        FileLayout.TargetSizeProperty, FileLayout.CodecProperty,
        "delta.logRetentionDuration", "delta.deletedFileRetentionDuration", "delta.checkpointInterval",
    };

    /// <exception cref="LakeException">Unsupported: a <c>delta.</c> property that would not be honoured; the message names it.</exception>
    public static Dictionary<string, string?> Of(IReadOnlyDictionary<string, string> asked)
    {
        var properties = new Dictionary<string, string?>(StringComparer.Ordinal) { [CommitTimestamps] = "true" };
        foreach (var (name, value) in asked)
        {
            if (name.StartsWith("delta.", StringComparison.Ordinal) && !Known.Contains(name))
            {
                throw LakeException.Unsupported($"The table property '{name}' is not honoured by this version."
                    + NearNames.Hint(name, Known));
            }

            FileLayout.Check(name, value);
            properties[name] = value;
        }

        return properties;
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
