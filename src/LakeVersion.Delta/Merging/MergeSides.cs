using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Merging;

/// <summary>The three states of a merge, and which files each side has otherwise than the base. Immutable.</summary>
internal sealed record MergeSides(DeltaSnapshot Base, DeltaSnapshot Ours, DeltaSnapshot Theirs)
{
    /// <summary>What ours changed of the base's files.</summary>
    public FileDelta OursSince { get; } = FileDelta.Between(Base.State.Files, Ours.State.Files);

    /// <summary>What theirs changed of the base's files.</summary>
    public FileDelta TheirsSince { get; } = FileDelta.Between(Base.State.Files, Theirs.State.Files);

    public string Name => Ours.Folder.Name;
}
