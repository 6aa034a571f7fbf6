using LakeVersion.Storage;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Tables;

/// <summary>The paths of tables and of what is in them.</summary>
internal static class TablePath
{
    public const string LogFolder = "_delta_log";

    private const string LogPart = "/" + LogFolder + "/";

    /// <summary>Refuses what cannot be a table's path.</summary>
    /// <exception cref="LakeException">Invalid: the message says why.</exception>
    public static void Check(string path)
    {
        LakePath.ParseForPut(path);
        if (IsInLog(path + "/"))
        {
            throw LakeException.Invalid($"'{path}' cannot be a table: a folder named {LogFolder} is a table's log.");
        }
    }

    /// <summary>The table that a path of a Delta log belongs to; empty for a log at the root, which no table has.</summary>
    public static string OfLogFile(string path) => path[..Math.Max(0, path.IndexOf(LogPart, StringComparison.Ordinal))];

    /// <summary>True where a path leads into a Delta log.</summary>
    public static bool IsInLog(string path) =>
        path.Contains(LogPart, StringComparison.Ordinal) || path.StartsWith(LogFolder + "/", StringComparison.Ordinal);

    /// <summary>The prefix of all that is in a table.</summary>
    public static string Prefix(string table) => table + "/";

    /// <summary>The prefix of a table's log.</summary>
    public static string LogPrefix(string table) => table + LogPart;

    /// <summary>The folders above a path, nearest first, without closing slashes.</summary>
    public static IEnumerable<string> FoldersAbove(string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            yield return path[..slash];
        }
    }
}
