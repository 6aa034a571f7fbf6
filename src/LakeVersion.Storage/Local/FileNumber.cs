using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LakeVersion.Storage.Local;

/// <summary>A file's number in its file system (inode), by statx(2): the one call whose answer has one layout on every processor.</summary>
/// <remarks>0 where the system has no such call: anything but Linux, and C libraries before it.</remarks>
internal static class FileNumber
{
    private const int BufferSize = 256;
    private const int NumberOffset = 32; // stx_ino
    private const uint WantNumber = 0x100; // STATX_INO
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH

    private static volatile bool isMissing = !OperatingSystem.IsLinux();

    /// <summary>The number of what stands at a path, a link not followed.</summary>
    public static ulong Of(string path) => Ask(PosixCalls.CurrentFolder, path, NoFollow);

    /// <summary>The number of an open file.</summary>
    public static ulong Of(SafeFileHandle handle)
    {
        var taken = false;
        try
        {
            handle.DangerousAddRef(ref taken);
            return Ask((int)handle.DangerousGetHandle(), "", EmptyPath);
        }
        finally
        {
            if (taken)
            {
                handle.DangerousRelease();
            }
        }
    }

    private static unsafe ulong Ask(int folder, string path, int flags)
    {
        if (isMissing)
        {
            return 0;
        }

        try
        {
            var buffer = stackalloc byte[BufferSize];
            return PosixCalls.StatExtended(folder, path, flags, WantNumber, buffer) == 0
                ? MemoryMarshal.Read<ulong>(new ReadOnlySpan<byte>(buffer + NumberOffset, sizeof(ulong)))
                : 0;
        }
        catch (EntryPointNotFoundException)
        {
            isMissing = true;
            return 0;
        }
    }
}
