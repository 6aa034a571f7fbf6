using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Revisions;

/// <summary>What a revision names: a commit, and a state of a log that holds it.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Source">The state through which it is reachable, for writers who take content over; null for the root commit.</param>
/// <param name="Name">The branch or tag that was named; null where an id was.</param>
public sealed record ResolvedRevision(Commit Commit, LogState? Source, RefName? Name)
{
    /// <summary>The state as the beginning of a new name.</summary>
    public BirthState AsBirth => new(Commit.Id, Source);
}
