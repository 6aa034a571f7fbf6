using System.Globalization;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Log;

/// <summary>The names of a log's files, relative to the table (PROTOCOL.md, "File Types").</summary>
public static class LogKeys
{
    /// <summary>The folder of the log, with its closing slash.</summary>
    public const string Folder = "_delta_log/";

    /// <summary>The folder of the files that checkpoints refer to, with its closing slash.</summary>
    internal const string SidecarFolder = Folder + "_sidecars/";

    /// <summary>The hint where a recent checkpoint is.</summary>
    internal static StoreKey LastCheckpoint { get; } = StoreKey.Parse(Folder + "_last_checkpoint");

    /// <summary>The key of a version's commit: <c>_delta_log/</c> and 20 digits and <c>.json</c>.</summary>
    public static StoreKey Commit(long version) => StoreKey.Parse(Stem(version) + ".json");

    /// <summary>The common beginning of the names of all files of a version.</summary>
    public static string Stem(long version) => Folder + version.ToString("D20", CultureInfo.InvariantCulture);
}
