namespace LakeVersion.Delta.Checking;

/// <summary>What a check of a table found. Paths are relative to the table, decoded; absolute ones as in the log.</summary>
public sealed record TableCheckReport
{
    /// <summary>The version that was checked.</summary>
    public required long Version { get; init; }

    /// <summary>Files that the version needs: data files and files of deletion vectors, each once.</summary>
    public required long Files { get; init; }

    /// <summary>Needed files that are not there.</summary>
    public required IReadOnlyList<MissingFile> Missing { get; init; }

    /// <summary>Data files of another length than the log says.</summary>
    public required IReadOnlyList<MismatchingFile> Mismatching { get; init; }

    /// <summary>Files that cannot be read, or contradict the log; found only by a deep check.</summary>
    public required IReadOnlyList<DamagedFile> Damaged { get; init; }

    /// <summary>How the version's checksum file contradicts the log; null where it agrees, is missing or cannot be read.</summary>
    public required string? ChecksumFault { get; init; }

    /// <summary>Files that this version does not need, but another one whose commit is still in the log names. A vacuum takes those of older versions.</summary>
    public required IReadOnlyList<ExtraFile> OfOtherVersions { get; init; }

    /// <summary>Files that nothing in the log names: left by writers that failed, of versions whose commits were cleaned up, or being
    /// written just now. Hidden ones (a name that begins with <c>_</c> or <c>.</c>) are not looked at.</summary>
    public required IReadOnlyList<ExtraFile> Unknown { get; init; }

    /// <summary>True where every needed file is there and nothing contradicts the log. Extra files do no harm.</summary>
    public bool IsWhole => Missing.Count == 0 && Mismatching.Count == 0 && Damaged.Count == 0 && ChecksumFault is null;
}

/// <summary>A needed file that is not there.</summary>
/// <param name="Path">Where it should be.</param>
/// <param name="SizeBytes">Its length by the log; null for a file of deletion vectors, of which the log does not say it.</param>
public sealed record MissingFile(string Path, long? SizeBytes);

/// <summary>A data file of another length than the log says.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="ExpectedBytes">Its length by the log.</param>
/// <param name="FoundBytes">Its length.</param>
public sealed record MismatchingFile(string Path, long ExpectedBytes, long FoundBytes);

/// <summary>A file that cannot be read, or contradicts the log.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Fault">What is wrong with it.</param>
public sealed record DamagedFile(string Path, string Fault);

/// <summary>A file that the version does not need.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="SizeBytes">Its length.</param>
public sealed record ExtraFile(string Path, long SizeBytes);
