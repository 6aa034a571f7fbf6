using LakeVersion.Delta.Actions;

namespace LakeVersion.Delta.Cloning;

/// <summary>A file of a clone.</summary>
/// <param name="Add">The clone's add.</param>
/// <param name="Copies">What has to be copied for it: from where, as the source's log names it, and to where, relative to the clone.</param>
internal sealed record ClonedFile(AddFile Add, IReadOnlyList<(string From, string To)> Copies);
