using LakeVersion.Delta.Checking;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv delta fsck</c>. Paths are relative to the table and plain; those outside of it as in the log.</summary>
internal sealed record DeltaFsckShape
{
    public int Version { get; init; } = 1;

    public required string Location { get; init; }

    public required long TableVersion { get; init; }

    /// <summary>True where every file was opened too.</summary>
    public required bool Deep { get; init; }

    /// <summary>True where every needed file is there as the log says.</summary>
    public required bool Whole { get; init; }

    /// <summary>Files that the version needs.</summary>
    public required long Files { get; init; }

    public required IReadOnlyList<MissingFile> Missing { get; init; }

    public required IReadOnlyList<MismatchingFile> Mismatching { get; init; }

    public required IReadOnlyList<DamagedFile> Damaged { get; init; }

    /// <summary>How the version's checksum file (.crc) contradicts the log; null where it does not.</summary>
    public required string? ChecksumFault { get; init; }

    /// <summary>Files that only other versions in the log name.</summary>
    public required IReadOnlyList<ExtraFile> OfOtherVersions { get; init; }

    /// <summary>Files that nothing in the log names.</summary>
    public required IReadOnlyList<ExtraFile> Unknown { get; init; }

    public static DeltaFsckShape Of(string location, bool deep, TableCheckReport report) => new()
    {
        Location = location,
        TableVersion = report.Version,
        Deep = deep,
        Whole = report.IsWhole,
        Files = report.Files,
        Missing = report.Missing,
        Mismatching = report.Mismatching,
        Damaged = report.Damaged,
        ChecksumFault = report.ChecksumFault,
        OfOtherVersions = report.OfOtherVersions,
        Unknown = report.Unknown,
    };
}
