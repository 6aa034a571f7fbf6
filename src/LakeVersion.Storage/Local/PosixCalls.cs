using System.Runtime.InteropServices;

namespace LakeVersion.Storage.Local;

/// <summary>The C library's calls behind <see cref="PosixNaming"/>.</summary>
internal static partial class PosixCalls
{
    /// <summary>AT_FDCWD of Linux.</summary>
    public const int CurrentFolder = -100;

    /// <summary>RENAME_NOREPLACE.</summary>
    public const uint NoReplaceFlag = 1;

    /// <summary>RENAME_EXCL of macOS.</summary>
    public const uint RenameExclusiveFlag = 4;

    /// <summary>O_RDONLY, O_DIRECTORY and O_CLOEXEC. The number of O_DIRECTORY depends on the processor on Linux.</summary>
    public static int OpenFolderFlags { get; } = OperatingSystem.IsMacOS()
        ? 0x100000 | 0x1000000
        : (HasArmFlags ? 0x4000 : 0x10000) | 0x80000;

    private static bool HasArmFlags =>
        RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or Architecture.Armv6 or Architecture.Ppc64le;

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int Link(string existing, string name);

    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int RenameNoReplace(int fromFolder, string from, int toFolder, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "renamex_np", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int RenameExclusive(string from, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static unsafe partial int StatExtended(int folder, string path, int flags, uint mask, byte* buffer);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int Open(string path, int flags);
}
