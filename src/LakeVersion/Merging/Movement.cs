using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Merging;

/// <summary>What a movement of a branch says that publishes commits which were made elsewhere.</summary>
internal static class Movement
{
    public static LogOptions Options(CommitOptions say, string message, Commit head) => new()
    {
        Author = say.Committer ?? say.Author,
        Message = message,
        Patience = say.Patience,
        IfHead = head.Id,
        IdempotencyKey = say.IdempotencyKey,
        Request = say.Request,
    };
}
