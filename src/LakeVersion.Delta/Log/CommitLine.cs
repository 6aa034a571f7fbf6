using LakeVersion.Delta.Actions;

namespace LakeVersion.Delta.Log;

/// <summary>One line of a commit: what it says, and how it is written.</summary>
/// <param name="Action">The action.</param>
/// <param name="Raw">The line's bytes without the line feed, so that a rebase carries fields that nobody here knows.</param>
internal readonly record struct CommitLine(DeltaAction Action, ReadOnlyMemory<byte> Raw);
