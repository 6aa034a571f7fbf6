using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LakeVersion.Storage.Local;

/// <summary>link(2), renameat2(2) or renamex_np(2), rename(2) and fsync(2) of a folder.</summary>
/// <remarks>.NET's own move without overwriting is check-then-rename here, and lets several racers win.</remarks>
internal sealed class PosixNaming : IFileNaming
{
    /// <inheritdoc/>
    public bool TryName(string temporary, string path)
    {
        if (PosixCalls.Link(temporary, path) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        if (error == PosixErrors.Exists)
        {
            return false;
        }

        return PosixErrors.MeansNoLinks(error) ? TryRename(temporary, path, error) : throw PosixErrors.Naming(error, path);
    }

    /// <inheritdoc/>
    public void Replace(string temporary, string path)
    {
        if (PosixCalls.Rename(temporary, path) != 0)
        {
            throw PosixErrors.Plain(Marshal.GetLastPInvokeError(), path);
        }
    }

    /// <inheritdoc/>
    public void FlushFolder(string folder)
    {
        var descriptor = PosixCalls.Open(folder, PosixCalls.OpenFolderFlags);
        if (descriptor < 0)
        {
            throw PosixErrors.Plain(Marshal.GetLastPInvokeError(), folder);
        }

        // FlushToDisk is fsync, F_FULLFSYNC on macOS; it lets pass what file systems without folder flushes answer (EINVAL).
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>The second way of <see cref="TryName"/>, for file systems without links; takes the link's error for its message.</summary>
    internal static bool TryRename(string temporary, string path, int linkError)
    {
        if (ExclusiveRename(temporary, path, linkError) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        if (error == PosixErrors.Exists)
        {
            return false;
        }

        throw PosixErrors.MeansNoExclusiveRename(error)
            ? new NotSupportedException(
                $"neither hard links ({PosixErrors.Text(linkError)}) nor renames without replacing ({PosixErrors.Text(error)}) work here")
            : PosixErrors.Naming(error, path);
    }

    private static int ExclusiveRename(string temporary, string path, int linkError)
    {
        try
        {
            return OperatingSystem.IsMacOS()
                ? PosixCalls.RenameExclusive(temporary, path, PosixCalls.RenameExclusiveFlag)
                : PosixCalls.RenameNoReplace(PosixCalls.CurrentFolder, temporary, PosixCalls.CurrentFolder, path, PosixCalls.NoReplaceFlag);
        }
        catch (EntryPointNotFoundException e)
        {
            // Older C libraries (musl among them) lack the call.
            throw new NotSupportedException(
                $"hard links do not work here ({PosixErrors.Text(linkError)}), and the C library knows no rename without replacing", e);
        }
    }
}
