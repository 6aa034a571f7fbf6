namespace LakeVersion.Storage.Local;

/// <summary>Turns the failures of files into <see cref="LakeException"/>, in one place.</summary>
internal static class LocalFaults
{
    /// <summary>True for the exceptions of an <see cref="IFileLayer"/>; all others pass untouched.</summary>
    public static bool IsFileFault(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or NotSupportedException;

    /// <summary>True where a file or the folder that should hold it is not there.</summary>
    public static bool IsMissing(Exception exception) => exception is FileNotFoundException or DirectoryNotFoundException;

    /// <summary>The exception for a failure while doing something (<c>read</c>, <c>store</c>) with a key.</summary>
    public static LakeException Translate(Exception exception, string action, string name, string root) => exception switch
    {
        UnauthorizedAccessException => new LakeException(
            LakeErrorKind.Refused,
            $"Cannot {action} '{name}' in '{root}': the system refuses it ({exception.Message}). "
            + "Check the owner and the rights of the folder.",
            exception),
        NotSupportedException => new LakeException(
            LakeErrorKind.Unsupported,
            $"Cannot {action} '{name}' in '{root}': {exception.Message}. Use a local disk, or an object store.",
            exception),
        PathTooLongException => LakeException.Invalid(
            $"Cannot {action} '{name}' in '{root}': the file system takes no name of this length.", exception),
        _ => LakeException.Unavailable($"Cannot {action} '{name}' in '{root}': {exception.Message}.", exception),
    };

    /// <summary>A link stands where a file or folder should be.</summary>
    public static LakeException Link(string name, string root) => LakeException.Refused(
        $"'{name}' in '{root}' is a link, and links are not followed, since they may lead out of the store. "
        + "Put in its place what it points at.");

    /// <summary>A folder stands where an object should be stored.</summary>
    public static LakeException FolderInTheWay(string key, string root) => LakeException.Invalid(
        $"'{key}' cannot be stored in '{root}': it is a folder there, and a folder on disk cannot be an object as well. "
        + "Use another key.");

    /// <summary>An object stands where a folder is needed.</summary>
    public static LakeException FileInTheWay(string key, string folder, string root) => LakeException.Invalid(
        $"'{key}' cannot be stored in '{root}': '{folder}' is a file there, and a file on disk cannot be a folder as well. "
        + "Use another key.");
}
