using LakeVersion.Delta.Actions;
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

    /// <summary>The files in the table's folder that its adds need, those of deletion vectors included.</summary>
    /// <exception cref="LakeException">Corrupt: the content is damaged. Unsupported: a path is absolute.</exception>
    public IEnumerable<StoreKey> NeededFiles() => ParsedCommit.Parse(Version, Content).Actions<AddFile>().SelectMany(TableFiles.Of).Distinct();
}
