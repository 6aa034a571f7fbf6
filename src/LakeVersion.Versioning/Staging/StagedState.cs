using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Staging;

/// <summary>Where a staged transaction stands, as its log holds it.</summary>
public sealed record StagedState
{
    /// <summary>The branch that it is for.</summary>
    public required string Branch { get; init; }

    /// <summary>The number of the branch's entry that it began with.</summary>
    public required long Base { get; init; }

    /// <summary>The root of the staged tree: the base with the changes so far.</summary>
    public required ContentHash Root { get; init; }

    /// <summary>The place of the staged tree's root; null for the empty tree.</summary>
    public Locator? RootPlace { get; init; }

    /// <summary>What the staged tree holds.</summary>
    public required TreeTotals Totals { get; init; }

    /// <summary>For a seal: the number of the branch entry that is tried.</summary>
    public long? SealedEntry { get; init; }

    /// <summary>For a seal: the commit that is tried.</summary>
    public CommitId? SealedCommit { get; init; }
}
