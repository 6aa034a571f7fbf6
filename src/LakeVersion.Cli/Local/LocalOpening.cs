using LakeVersion.Storage;

namespace LakeVersion.Cli.Local;

/// <summary>Opens local files, with failures in our words.</summary>
internal static class LocalOpening
{
    /// <exception cref="LakeException">NotFound: it is gone. Refused: it may not be read.</exception>
    public static FileStream Read(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                Share = FileShare.ReadWrite | FileShare.Delete,
            });
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // A name that is no UTF-8 is read with replacements, and does not lead back to its file.
            throw path.Contains('\uFFFD', StringComparison.Ordinal)
                ? LakeException.Refused($"'{path}': a file's name that is not UTF-8 cannot be stored; rename the file.")
                : LakeException.NotFound($"There is no file '{path}'; it may have gone since the folder was listed.");
        }
        catch (UnauthorizedAccessException)
        {
            throw LakeException.Refused($"'{path}' may not be read by this user.");
        }
    }
}
