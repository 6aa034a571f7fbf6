namespace LakeVersion.Storage.Local;

/// <summary>What stands at a path.</summary>
internal enum FileKind
{
    /// <summary>A file with content.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link, junction or other redirection, wherever it leads.</summary>
    Link,
}

/// <summary>A file's kind, length in bytes (0 unless it is a file) and time.</summary>
internal readonly record struct FileStat(FileKind Kind, long SizeBytes, DateTimeOffset Modified);

/// <summary>A name in a folder. A link to a folder counts as a folder here; only a stat tells links apart.</summary>
internal readonly record struct FileName(string Name, bool IsFolder);
