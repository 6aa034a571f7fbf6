using LakeVersion.Delta.Actions;

namespace LakeVersion.Delta.Optimizing;

/// <summary>Files of one partition that are written anew together, in reading order.</summary>
/// <param name="Files">The files; at least one.</param>
internal sealed record FileGroup(IReadOnlyList<AddFile> Files);
