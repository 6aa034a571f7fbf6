using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;

namespace LakeVersion.Versioning.Refs;

/// <summary>Where a new name begins: a commit, and the state of a log that publishes it.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Source">The state it is taken from, which must not be expired; null only for the root commit.</param>
public readonly record struct BirthState(CommitId Commit, LogState? Source);
