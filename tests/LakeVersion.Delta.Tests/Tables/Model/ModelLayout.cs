namespace LakeVersion.Delta.Tests.Tables.Model;

/// <summary>How the table of a run begins.</summary>
public sealed record ModelLayout(bool Vectors, string Mode, bool Partitioned, bool Feed, bool Tracking, bool V2, bool CommitTimes, bool CleansUp)
{
    internal Dictionary<string, string> Properties => new()
    {
        ["delta.enableDeletionVectors"] = Flag(Vectors),
        ["delta.columnMapping.mode"] = Mode,
        ["delta.enableChangeDataFeed"] = Flag(Feed),
        ["delta.enableRowTracking"] = Flag(Tracking),
        ["delta.checkpointPolicy"] = V2 ? "v2" : "classic",
        ["delta.enableInCommitTimestamps"] = Flag(CommitTimes),
        ["delta.enableExpiredLogCleanup"] = Flag(CleansUp),
        ["delta.enableTypeWidening"] = "true",
        ["delta.logRetentionDuration"] = "interval 2 days",
        ["delta.deletedFileRetentionDuration"] = "interval 1 days",
        ["delta.checkpointInterval"] = "7",
    };

    private static string Flag(bool value) => value ? "true" : "false";
}
