using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Committing;

/// <summary>A change of a table that is ready to be committed: what it read, and what it does.</summary>
/// <remarks>Its data files are stored already. On a plain folder <see cref="TableCommitter"/> commits it; inside a lake
/// <see cref="Stage"/> gives the bytes of the version that follows the snapshot.</remarks>
public sealed record DeltaTransaction
{
    /// <summary>The snapshot that was read; null for a table that is created.</summary>
    public required DeltaSnapshot? ReadSnapshot { get; init; }

    /// <summary>What was read of it.</summary>
    public required TransactionReads Reads { get; init; }

    /// <summary>The actions, without the commit's provenance.</summary>
    public required IReadOnlyList<DeltaAction> Actions { get; init; }

    /// <summary>Provenance: operation, parameters, figures, user. Version and time are filled in where it is committed.</summary>
    public required CommitInfo Info { get; init; }

    /// <summary>How much of what others append in between matters.</summary>
    public required IsolationLevel Isolation { get; init; }

    /// <summary>True where there is nothing to commit: an earlier run of the same application transaction did it.</summary>
    public bool WasApplied { get; init; }

    /// <summary>True where the change changes nothing, as a deletion that no row passes: no version is made.</summary>
    public bool IsUnchanged { get; init; }

    /// <summary>True where a version is to be made; not where the change was made before, or changes nothing.</summary>
    public bool NeedsCommit => !WasApplied && !IsUnchanged;

    /// <summary>The version that was read; -1 where there is none.</summary>
    public long ReadVersion => ReadSnapshot?.Version ?? -1;

    /// <summary>The commit file for the version behind the snapshot.</summary>
    /// <param name="now">The time of the commit, by the clock that all writers share.</param>
    public StagedCommit Stage(DateTimeOffset now) => CommitContent.Of(this, ReadVersion + 1, now, ReadSnapshot);
}
