using System.Runtime.InteropServices;

namespace LakeVersion.Storage.Local;

/// <summary>MoveFileEx with and without replacing, written through.</summary>
/// <remarks>NTFS journals names itself, and write-through waits for the journal: a folder needs no flush of its own.</remarks>
internal sealed partial class WindowsNaming : IFileNaming
{
    private const uint ReplaceExisting = 1;
    private const uint WriteThrough = 8;

    private const int FileNotFound = 2;
    private const int PathNotFound = 3;
    private const int AccessDenied = 5;
    private const int NotSameDevice = 17;
    private const int FileExists = 80;
    private const int DiskFull = 112;
    private const int AlreadyExists = 183;

    /// <inheritdoc/>
    public bool TryName(string temporary, string path)
    {
        if (MoveFileEx(Extended(temporary), Extended(path), WriteThrough))
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error switch
        {
            FileExists or AlreadyExists => false,
            FileNotFound or PathNotFound or AccessDenied or NotSameDevice or DiskFull => throw Plain(error, path),
            _ => throw new UnclearFileException(Message(error, path)),
        };
    }

    /// <inheritdoc/>
    public void Replace(string temporary, string path)
    {
        if (!MoveFileEx(Extended(temporary), Extended(path), ReplaceExisting | WriteThrough))
        {
            throw Plain(Marshal.GetLastPInvokeError(), path);
        }
    }

    /// <inheritdoc/>
    public void FlushFolder(string folder)
    {
        // Nothing to do: see the remarks of the type.
    }

    // The long form lifts the limit of 260 characters, and wants a full path with backslashes.
    private static string Extended(string path) =>
        path.StartsWith(@"\\", StringComparison.Ordinal) ? path : @"\\?\" + Path.GetFullPath(path);

    private static Exception Plain(int error, string path) => error switch
    {
        FileNotFound => new FileNotFoundException(Message(error, path), path),
        PathNotFound => new DirectoryNotFoundException(Message(error, path)),
        AccessDenied => new UnauthorizedAccessException(Message(error, path)),
        _ => new IOException(Message(error, path), error),
    };

    private static string Message(int error, string path) => $"{Marshal.GetPInvokeErrorMessage(error)} ({error}) : '{path}'";

    [LibraryImport("kernel32", EntryPoint = "MoveFileExW", StringMarshalling = StringMarshalling.Utf16, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool MoveFileEx(string existing, string name, uint flags);
}
