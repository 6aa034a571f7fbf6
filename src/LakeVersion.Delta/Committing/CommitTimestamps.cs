using System.Globalization;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Committing;

/// <summary>Says in a table's properties since when its commits carry their own time (PROTOCOL.md, "In-Commit Timestamps", 4). Pure.</summary>
internal static class CommitTimestamps
{
    /// <summary>The property that names the first version with a time of its own.</summary>
    public const string VersionProperty = "delta.inCommitTimestampEnablementVersion";

    private const string TimeProperty = "delta.inCommitTimestampEnablementTimestamp";

    /// <summary>The actions of a commit, its metadata completed where the commit turns times on, or off.</summary>
    /// <param name="actions">The actions.</param>
    /// <param name="time">The commit's own time; null where it has none.</param>
    /// <param name="version">The version that it becomes.</param>
    /// <param name="previous">The table before; null for none, whose log has no commits without times.</param>
    public static IEnumerable<DeltaAction> Mark(IReadOnlyList<DeltaAction> actions, long? time, long version, DeltaSnapshot? previous)
    {
        if (previous is null || previous.HasCommitTimestamps == time is not null)
        {
            return actions;
        }

        return actions.Select(action => action is MetadataAction metadata ? Marked(metadata, time, version) : action);
    }

    private static MetadataAction Marked(MetadataAction metadata, long? time, long version)
    {
        var properties = new Dictionary<string, string?>(metadata.Configuration, StringComparer.Ordinal);
        properties.Remove(VersionProperty);
        properties.Remove(TimeProperty);
        if (time is { } since)
        {
            properties[VersionProperty] = version.ToString(CultureInfo.InvariantCulture);
            properties[TimeProperty] = since.ToString(CultureInfo.InvariantCulture);
        }

        return metadata with { Configuration = properties };
    }
}
