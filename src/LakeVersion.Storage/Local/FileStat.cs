using System.Globalization;

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

/// <summary>A file's kind, length in bytes (0 unless it is a file), time, and number in its file system (0 where not known).</summary>
internal readonly record struct FileStat(FileKind Kind, long SizeBytes, DateTimeOffset Modified, ulong Number = 0)
{
    /// <summary>The file as a store describes it.</summary>
    public ObjectInfo Info => new(SizeBytes, Modified, Version);

    /// <summary>Its version: length, time and number. What it does not tell apart, <see cref="LocalFolderStore"/> says.</summary>
    public ObjectVersion Version => new(string.Create(CultureInfo.InvariantCulture, $"{SizeBytes:x}-{Modified.UtcTicks:x}-{Number:x}"));
}

/// <summary>A name in a folder. A link to a folder counts as a folder here; only a stat tells links apart.</summary>
internal readonly record struct FileName(string Name, bool IsFolder);
