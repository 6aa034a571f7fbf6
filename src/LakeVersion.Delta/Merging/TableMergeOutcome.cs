using LakeVersion.Delta.Committing;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Merging;

/// <summary>What a merge of a table came to.</summary>
public sealed record TableMergeOutcome
{
    /// <summary>The version that follows ours; null where conflicts are left. It is <see cref="DeltaTransaction.IsUnchanged"/> where ours
    /// has all that theirs changed.</summary>
    public DeltaTransaction? Transaction { get; init; }

    /// <summary>Files of theirs' folder, relative to the table, that the version needs and ours does not name: rows and deletion vectors.
    /// The caller brings them into ours' folder before the version is published.</summary>
    public IReadOnlyList<StoreKey> Taken { get; init; } = [];

    /// <summary>The conflicts that nobody decided.</summary>
    public IReadOnlyList<TableMergeConflict> Conflicts { get; init; } = [];
}
