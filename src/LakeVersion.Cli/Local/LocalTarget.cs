using LakeVersion.Storage;

namespace LakeVersion.Cli.Local;

/// <summary>Writes local files so that each appears whole or not at all, and none outside the folder that was named.</summary>
internal static class LocalTarget
{
    /// <summary>The local file for a path below a folder.</summary>
    /// <exception cref="LakeException">Refused: the path would lead out of the folder, or this machine cannot hold its name.</exception>
    public static string Below(string folder, string path)
    {
        foreach (var segment in path.Split('/'))
        {
            if (segment is "" or "." or ".." || segment.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
            {
                throw LakeException.Refused($"'{path}' cannot be written below '{folder}': this machine has no file name for '{segment}'.");
            }
        }

        return Path.Combine(folder, Path.Combine(path.Split('/')));
    }

    /// <summary>Refuses a device: what is renamed into its place would take it from the whole machine. Standard output is '-'.</summary>
    /// <exception cref="LakeException">Refused: the path names a device, or links to one; or a folder is there.</exception>
    public static void CheckReplaceable(string file)
    {
        if (Directory.Exists(file))
        {
            throw LakeException.Refused($"'{file}' is a folder, where a file was to be written. Name a file in it, or another one.");
        }

        if (IsDevice(file) || (new FileInfo(file).LinkTarget is not null && IsDevice(new FileInfo(file).ResolveLinkTarget(returnFinalTarget: true)!.FullName)))
        {
            throw LakeException.Refused($"'{file}' is a device, not a file that can be replaced. Standard output is called '-'.");
        }
    }

    /// <summary>Opens a new file beside the one that it will replace.</summary>
    /// <exception cref="LakeException">Refused: this user may not write there.</exception>
    public static FileStream Create(string beside, string file)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(beside)!);
            return new FileStream(beside, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.Asynchronous });
        }
        catch (UnauthorizedAccessException e)
        {
            throw NotWritable(file, e);
        }
    }

    /// <summary>The refusal of a path that this user may not write.</summary>
    public static LakeException NotWritable(string file, Exception cause) =>
        new(LakeErrorKind.Refused, $"'{file}' may not be written by this user.", cause);

    /// <summary>Writes content to a file, replacing any; the folders above are made.</summary>
    public static async ValueTask WriteAsync(string file, Stream content, IEntropy entropy, CancellationToken cancellationToken)
    {
        CheckReplaceable(file);
        var temporary = Path.Combine(Path.GetDirectoryName(file)!, $".lv-{Id128.Create(entropy)}");
        try
        {
            await using (var stream = Create(temporary, file))
            {
                await content.CopyToAsync(stream, cancellationToken);
            }

            // Nothing is decided by who renames first: the user's own file is to be replaced, whole, whoever wrote it.
            new FileInfo(temporary).MoveTo(file, overwrite: true);
        }
        finally
        {
            Remove(temporary);
        }
    }

    /// <summary>Deletes what may not have been made.</summary>
    public static void Remove(string temporary)
    {
        if (File.Exists(temporary))
        {
            File.Delete(temporary);
        }
    }

    // No attribute tells a device from a file here, so it is the folder that does.
    private static bool IsDevice(string file) =>
        !OperatingSystem.IsWindows()
        && (file.StartsWith("/proc/", StringComparison.Ordinal)
            || (file.StartsWith("/dev/", StringComparison.Ordinal) && !file.StartsWith("/dev/shm/", StringComparison.Ordinal)));
}
