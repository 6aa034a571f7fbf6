using LakeVersion.Delta.Committing;

namespace LakeVersion.Delta.Cloning;

/// <summary>How a table is cloned.</summary>
public sealed record CloneOptions
{
    /// <summary>True copies no data: the clone's log names the source's files by absolute paths. A vacuum of the source may take them from
    /// it, and not every engine follows such paths. Default false: a clone that stands alone.</summary>
    public bool IsShallow { get; init; }

    /// <summary>What the commit remembers.</summary>
    public CommitOptions Commit { get; init; } = new();
}
