using System.IO.Enumeration;
using Microsoft.Win32.SafeHandles;

namespace LakeVersion.Storage.Local;

/// <summary>The files of the machine: .NET's calls, and the operating system's own where .NET has none.</summary>
internal sealed class SystemFileLayer : IFileLayer
{
    // Hidden files are files; the default options would leave them out.
    private static readonly EnumerationOptions AllNames = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
    };

    private readonly IFileNaming naming;

    private SystemFileLayer(IFileNaming naming) => this.naming = naming;

    /// <summary>The one instance for this operating system.</summary>
    public static SystemFileLayer Instance { get; } = new(OperatingSystem.IsWindows() ? new WindowsNaming() : new PosixNaming());

    /// <inheritdoc/>
    public FileStat? Stat(string path)
    {
        var info = new FileInfo(path);
        if (AttributesOf(info) is not { } attributes)
        {
            return null;
        }

        if ((attributes & FileAttributes.ReparsePoint) != 0 && info.LinkTarget is not null)
        {
            return new FileStat(FileKind.Link, 0, default);
        }

        return (attributes & FileAttributes.Directory) != 0
            ? new FileStat(FileKind.Folder, 0, default)
            : new FileStat(FileKind.File, info.Length, new DateTimeOffset(info.LastWriteTimeUtc), FileNumber.Of(path));
    }

    /// <inheritdoc/>
    public IEnumerable<FileName> Enumerate(string folder) =>
        new FileSystemEnumerable<FileName>(
            folder, static (ref FileSystemEntry entry) => new FileName(entry.FileName.ToString(), entry.IsDirectory), AllNames);

    /// <inheritdoc/>
    public IFileReader OpenRead(string path) =>
        new Reader(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    /// <inheritdoc/>
    public IFileWriter CreateFile(string path) =>
        new Writer(File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete));

    /// <inheritdoc/>
    public bool TryName(string temporary, string path) => naming.TryName(temporary, path);

    /// <inheritdoc/>
    public void Replace(string temporary, string path) => naming.Replace(temporary, path);

    /// <inheritdoc/>
    public void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // A file in a missing folder is a missing file.
        }
    }

    /// <inheritdoc/>
    public void MakeFolder(string folder) => Directory.CreateDirectory(folder);

    /// <inheritdoc/>
    public void FlushFolder(string folder) => naming.FlushFolder(folder);

    private static FileAttributes? AttributesOf(FileInfo info)
    {
        try
        {
            var attributes = info.Attributes;
            return (int)attributes == -1 ? null : attributes;
        }
        catch (PathTooLongException)
        {
            // No file can have a name that the file system does not take.
            return null;
        }
    }

    private sealed class Reader(SafeFileHandle handle) : IFileReader
    {
        public long SizeBytes => RandomAccess.GetLength(handle);

        public FileStat Stat() => new(
            FileKind.File, SizeBytes, new DateTimeOffset(File.GetLastWriteTimeUtc(handle)), FileNumber.Of(handle));

        public int Read(long offset, Span<byte> destination) => RandomAccess.Read(handle, destination, offset);

        public void Dispose() => handle.Dispose();
    }

    private sealed class Writer(SafeFileHandle handle) : IFileWriter
    {
        private long position;

        public void Write(ReadOnlySpan<byte> bytes)
        {
            RandomAccess.Write(handle, bytes, position);
            position += bytes.Length;
        }

        public void Finish(DateTimeOffset modified)
        {
            File.SetLastWriteTimeUtc(handle, modified.UtcDateTime);
            RandomAccess.FlushToDisk(handle);
        }

        public void Dispose() => handle.Dispose();
    }
}
