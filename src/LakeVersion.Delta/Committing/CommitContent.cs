using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Committing;

/// <summary>Builds the bytes of a commit. Pure.</summary>
internal static class CommitContent
{
    /// <param name="transaction">What is committed.</param>
    /// <param name="version">The version that it becomes.</param>
    /// <param name="now">The time of the attempt.</param>
    /// <param name="previous">The snapshot at the version before; null for version 0.</param>
    /// <exception cref="InvalidOperationException">A file is added and removed at once.</exception>
    public static StagedCommit Of(DeltaTransaction transaction, long version, DateTimeOffset now, DeltaSnapshot? previous)
    {
        CheckOnce(transaction.Actions);
        var protocol = transaction.Actions.OfType<ProtocolAction>().LastOrDefault() ?? previous!.Protocol;
        var metadata = transaction.Actions.OfType<MetadataAction>().LastOrDefault() ?? previous!.Metadata;
        var time = CommitTime(now, previous);
        var info = transaction.Info with
        {
            InCommitTimestamp = TableFeatures.HasCommitTimestamps(protocol, metadata) ? time : null,
            Timestamp = now.ToUnixTimeMilliseconds(),
            ReadVersion = transaction.ReadSnapshot?.Version,
        };
        // "The commitInfo action must be the first action in the commit."
        var marked = CommitTimestamps.Mark(transaction.Actions, info.InCommitTimestamp, version, previous);
        var actions = RowIds.Assign(marked, protocol, metadata, version, previous);
        return new StagedCommit(version, ActionWriter.Write(actions.Prepend(info)));
    }

    // "The intersection of the primary keys in the add collection and remove collection must be empty": readers would differ about the rows.
    private static void CheckOnce(IReadOnlyList<DeltaAction> actions)
    {
        var removed = actions.OfType<RemoveFile>().Select(file => (file.Path, file.DeletionVector?.UniqueId)).ToHashSet();
        if (removed.Count > 0 && actions.OfType<AddFile>().FirstOrDefault(file => removed.Contains((file.Path, file.DeletionVector?.UniqueId))) is { } file)
        {
            throw new InvalidOperationException($"A version would add and remove '{file.Path}' at once.");
        }
    }

    /// <summary>The larger of now and one millisecond behind the previous commit (PROTOCOL.md, "In-Commit Timestamps").</summary>
    public static long CommitTime(DateTimeOffset now, DeltaSnapshot? previous)
    {
        var time = now.ToUnixTimeMilliseconds();
        return previous is null ? time : Math.Max(time, previous.Timestamp.ToUnixTimeMilliseconds() + 1);
    }
}
