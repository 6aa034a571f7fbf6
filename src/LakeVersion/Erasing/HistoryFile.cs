using LakeVersion.Delta.Log;
using LakeVersion.Storage;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Erasing;

/// <summary>A content that some state of a table's folder has at a path.</summary>
/// <param name="Name">The path, relative to the table.</param>
/// <param name="Entry">The entry, with one place of the content.</param>
/// <param name="Folder">The folder in which it is read there.</param>
internal sealed record HistoryFile(string Name, TreeEntry Entry, IObjectStore Folder)
{
    private const string Hint = LogKeys.Folder + "_last_checkpoint";

    /// <summary>What tells contents of one path apart.</summary>
    public string Id => IdOf(Entry);

    /// <summary>True for a file of the log that may say something of rows.</summary>
    public bool IsLog => Name.StartsWith(LogKeys.Folder, StringComparison.Ordinal) && Name != Hint;

    /// <summary>True for a file that may hold rows.</summary>
    public bool IsData => !Name.StartsWith(LogKeys.Folder, StringComparison.Ordinal) && !Name.EndsWith(".bin", StringComparison.Ordinal);

    /// <summary>Where the content lies, if that is outside the lake.</summary>
    public string? Outside => (Entry.External ?? Entry.Place?.External)?.Uri;

    /// <summary>The digest where it is known, else what tells apart what lies outside.</summary>
    public static string IdOf(TreeEntry entry) => entry.Sha256?.ToString() ?? $"{entry.External?.Uri} {entry.External?.ETag} {entry.External?.VersionId}";
}
