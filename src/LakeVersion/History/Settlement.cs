using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;

namespace LakeVersion.History;

/// <summary>What became of a transaction whose outcome was unknown.</summary>
/// <param name="Outcome">In one word.</param>
/// <param name="Entry">The entry that stands at the number that was tried.</param>
/// <param name="Commit">The transaction's commit; null where it is not in the branch, or made none (as a reset).</param>
public sealed record Settlement(SettledOutcome Outcome, StoredEntry Entry, CommitId? Commit)
{
    internal static Settlement Of(StoredEntry stored, Id128 transaction)
    {
        var member = stored.Entry.Members?.FirstOrDefault(member => member.Tx == transaction);
        var outcome = member is not null || stored.Entry.Tx == transaction ? SettledOutcome.Done
            : stored.Entry.Op == LogOperation.Abort ? SettledOutcome.Aborted
            : SettledOutcome.NotPublished;
        return new Settlement(outcome, stored, member?.Commit);
    }
}

/// <summary>How a transaction of unknown outcome ended.</summary>
public enum SettledOutcome
{
    /// <summary>It is in the branch.</summary>
    Done,

    /// <summary>It is not, and never will be: another's entry has the number.</summary>
    NotPublished,

    /// <summary>It is not, and never will be: an abort has the number.</summary>
    Aborted,
}
