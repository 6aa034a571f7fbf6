using System.Runtime.InteropServices;

namespace LakeVersion.Storage.Local;

/// <summary>The meaning of errno after naming calls: pure tables.</summary>
internal static class PosixErrors
{
    /// <summary>EEXIST.</summary>
    public const int Exists = 17;

    private const int NotPermitted = 1;
    private const int NoEntry = 2;
    private const int AccessDenied = 13;
    private const int CrossDevice = 18;
    private const int NotFolder = 20;
    private const int IsFolder = 21;
    private const int Invalid = 22;
    private const int NoSpace = 28;
    private const int ReadOnly = 30;
    private const int TooManyLinks = 31;

    // These differ between Linux and the BSD family.
    private static readonly int NameTooLong = OperatingSystem.IsLinux() ? 36 : 63;
    private static readonly int NoSystemCall = OperatingSystem.IsLinux() ? 38 : 78;
    private static readonly int NotSupported = OperatingSystem.IsLinux() ? 95 : 45;
    private static readonly int LoopOfLinks = OperatingSystem.IsLinux() ? 40 : 62;
    private static readonly int OverQuota = OperatingSystem.IsLinux() ? 122 : 69;

    /// <summary>True where link(2) says that the file system has no links (or no more of them).</summary>
    public static bool MeansNoLinks(int error) =>
        error is NotPermitted or TooManyLinks || error == NoSystemCall || error == NotSupported;

    /// <summary>True where a rename without replacing is not known to the file system or the kernel.</summary>
    public static bool MeansNoExclusiveRename(int error) =>
        error is Invalid || error == NoSystemCall || error == NotSupported;

    /// <summary>The exception for an error of a naming call whose effect matters.</summary>
    /// <remarks>
    /// Only an error that is known to come before any effect is plain. A network file system may give the name and
    /// then lose the answer (EIO, ESTALE, ETIMEDOUT and whatever else), so the rest is unclear.
    /// </remarks>
    public static Exception Naming(int error, string path)
    {
        var certain = error is NotPermitted or NoEntry or AccessDenied or CrossDevice or NotFolder or IsFolder or NoSpace or ReadOnly
            || error == NameTooLong || error == LoopOfLinks || error == OverQuota;
        return certain ? Plain(error, path) : new UnclearFileException($"{Text(error)} : '{path}'");
    }

    /// <summary>The exception that .NET throws for the same error.</summary>
    public static Exception Plain(int error, string path)
    {
        var message = $"{Text(error)} : '{path}'";
        return error switch
        {
            NotPermitted or AccessDenied or ReadOnly => new UnauthorizedAccessException(message),
            NoEntry => new FileNotFoundException(message, path),
            NotFolder => new DirectoryNotFoundException(message),
            _ when error == NameTooLong => new PathTooLongException(message),
            _ => new IOException(message, error),
        };
    }

    /// <summary>The system's words for an error.</summary>
    public static string Text(int error) => $"{Marshal.GetPInvokeErrorMessage(error)} ({error})";
}
