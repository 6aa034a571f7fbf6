using LakeVersion.Versioning.Erasing;

namespace LakeVersion.Erasing;

/// <summary>How rows are erased.</summary>
public sealed record RowErasureOptions
{
    /// <summary>Why, in words that stay in the log of erasures and in commits for ever: without the values.</summary>
    public required string Reason { get; init; }

    /// <summary>Who; null means the lake's author.</summary>
    public string? Author { get; init; }

    /// <summary>True looks and tells, and changes nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>True goes on where values stand in the names of partition folders, which trees keep for ever. By default that is refused.</summary>
    public bool LeavesPaths { get; init; }

    /// <summary>The local folder for lists that do not fit into memory; null for the system's.</summary>
    public string? TemporaryFolder { get; init; }

    /// <summary>Told of progress of the content's erasure, from several threads.</summary>
    public Action<ErasurePhase, long>? Progress { get; init; }

    /// <summary>For tests of tests.</summary>
    internal RowErasureMutants Mutants { get; init; }
}

/// <summary>Faults that tests of what is stored must notice.</summary>
[Flags]
internal enum RowErasureMutants
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Logs keep the statistics of erased files.</summary>
    LogsStay = 1,

    /// <summary>Change data files are not looked into.</summary>
    ChangesStay = 2,

    /// <summary>What no state names is not looked into.</summary>
    StraysStay = 4,
}
