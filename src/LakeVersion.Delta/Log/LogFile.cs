using System.Globalization;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Log;

/// <summary>What a file of the log is.</summary>
internal enum LogFileKind
{
    /// <summary>A commit: the actions of one version.</summary>
    Commit,

    /// <summary>The reconciled actions of a range of versions (PROTOCOL.md, "Log Compaction Files").</summary>
    Compaction,

    /// <summary>A checkpoint in one file, as written since the first version of the protocol.</summary>
    ClassicCheckpoint,

    /// <summary>One part of a checkpoint; without the others it says nothing.</summary>
    CheckpointPart,

    /// <summary>A checkpoint named by a UUID, which may have its files in sidecars.</summary>
    UuidCheckpoint,
}

/// <summary>One file of a listed log.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Version">The version that it belongs to; the first one of a compaction.</param>
/// <param name="Key">Its key, relative to the table.</param>
/// <param name="Info">Size and time.</param>
internal sealed record LogFile(LogFileKind Kind, long Version, StoreKey Key, ObjectInfo Info)
{
    private const int VersionDigits = 20;
    private const int PartDigits = 10;

    /// <summary>The version up to which its actions reach.</summary>
    public long EndVersion { get; init; } = Version;

    /// <summary>Which part it is, from 1, and of how many; (1, 1) for whole files.</summary>
    public (int Number, int Count) Part { get; init; } = (1, 1);

    /// <summary>Reads a listed name; null for what replay does not need (checksums, the hint, foreign files).</summary>
    public static LogFile? Parse(string name, ObjectInfo info)
    {
        if (!name.StartsWith(LogKeys.Folder, StringComparison.Ordinal) || !StoreKey.TryParse(name, out var key))
        {
            return null;
        }

        var file = name.AsSpan(LogKeys.Folder.Length);
        if (file.Length < VersionDigits + 5 || !long.TryParse(file[..VersionDigits], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            || version == long.MaxValue)
        {
            // Behind the greatest number no version could follow.
            return null;
        }

        var rest = file[VersionDigits..];
        return rest is ".json" ? new LogFile(LogFileKind.Commit, version, key, info)
            : rest.StartsWith(".checkpoint.") ? Checkpoint(rest[".checkpoint.".Length..], version, key, info)
            : Compaction(rest, version, key, info);
    }

    private static LogFile? Compaction(ReadOnlySpan<char> rest, long version, StoreKey key, ObjectInfo info) =>
        rest.EndsWith(".compacted.json") && rest.Length == 1 + VersionDigits + ".compacted.json".Length
            && long.TryParse(rest.Slice(1, VersionDigits), NumberStyles.None, CultureInfo.InvariantCulture, out var end) && end > version
                ? new LogFile(LogFileKind.Compaction, version, key, info) { EndVersion = end }
                : null;

    private static LogFile? Checkpoint(ReadOnlySpan<char> rest, long version, StoreKey key, ObjectInfo info)
    {
        if (rest is "parquet")
        {
            return new LogFile(LogFileKind.ClassicCheckpoint, version, key, info);
        }

        if (!rest.EndsWith(".parquet"))
        {
            return rest.EndsWith(".json") ? new LogFile(LogFileKind.UuidCheckpoint, version, key, info) : null;
        }

        var name = rest[..^".parquet".Length];
        return name.Length != (2 * PartDigits) + 1 || name[PartDigits] != '.' ? new LogFile(LogFileKind.UuidCheckpoint, version, key, info)
            : int.TryParse(name[..PartDigits], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && int.TryParse(name[(PartDigits + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                    ? new LogFile(LogFileKind.CheckpointPart, version, key, info) { Part = (number, count) }
                    : null;
    }
}
