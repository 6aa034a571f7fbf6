using LakeVersion.Delta.Log;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Committing;

/// <summary>The content of one commit file, for a version that no one may have yet.</summary>
/// <param name="Version">The version.</param>
/// <param name="Content">The bytes: one JSON object a line.</param>
public sealed record StagedCommit(long Version, ReadOnlyMemory<byte> Content)
{
    /// <summary>The commit's key, relative to the table.</summary>
    public StoreKey Key => LogKeys.Commit(Version);
}
