using System.Globalization;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Log;

/// <summary>What a file of the log is.</summary>
internal enum LogFileKind
{
    /// <summary>A commit: the actions of one version.</summary>
    Commit,

    /// <summary>A checkpoint, or one part of it: the state at one version.</summary>
    Checkpoint,
}

/// <summary>One file of a listed log.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Version">The version that it belongs to.</param>
/// <param name="Key">Its key, relative to the table.</param>
/// <param name="Info">Size and time.</param>
internal sealed record LogFile(LogFileKind Kind, long Version, StoreKey Key, ObjectInfo Info)
{
    /// <summary>Reads a listed name; null for what replay does not need (checksums, compactions, the hint, foreign files).</summary>
    public static LogFile? Parse(string name, ObjectInfo info)
    {
        if (!name.StartsWith(LogKeys.Folder, StringComparison.Ordinal) || !StoreKey.TryParse(name, out var key))
        {
            return null;
        }

        var file = name.AsSpan(LogKeys.Folder.Length);
        if (file.Length < 25 || !long.TryParse(file[..20], NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            return null;
        }

        var rest = file[20..];
        return rest is ".json" ? new LogFile(LogFileKind.Commit, version, key, info)
            : rest.StartsWith(".checkpoint.") && (rest.EndsWith(".parquet") || rest.EndsWith(".json"))
                ? new LogFile(LogFileKind.Checkpoint, version, key, info)
                : null;
    }
}
