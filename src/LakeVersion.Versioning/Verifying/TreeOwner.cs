using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;

namespace LakeVersion.Versioning.Verifying;

/// <summary>Whose tree is being checked.</summary>
/// <param name="Commit">The commit; null for a staged tree.</param>
/// <param name="State">A state that holds it; null where a revision was asked for.</param>
internal sealed record TreeOwner(CommitId? Commit, LogState? State);
