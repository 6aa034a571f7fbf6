using LakeVersion.Storage;

namespace LakeVersion.Cli.Local;

/// <summary>Writes a local file or folder beside its place and gives it its name at the end: it appears whole or not at all.</summary>
internal static class NewFile
{
    /// <summary>Writes a file by an action on its stream, which can seek.</summary>
    /// <param name="path">The whole path; the folders above are made.</param>
    /// <param name="replace">True replaces a file; false refuses.</param>
    /// <param name="entropy">For the name until then.</param>
    /// <param name="write">Writes the content.</param>
    /// <returns>The file's length.</returns>
    /// <exception cref="LakeException">Conflict: something is there already. Refused: a device, or a place that this user may not write.</exception>
    public static async ValueTask<long> WriteAsync(string path, bool replace, IEntropy entropy, Func<Stream, ValueTask> write)
    {
        LocalTarget.CheckReplaceable(path);
        var beside = Beside(path, entropy);
        try
        {
            long size;
            await using (var stream = LocalTarget.Create(beside, path))
            {
                await write(stream);
                size = stream.Length;
            }

            // A link and an unlink: of several commands that want the name, one gets it.
            new FileInfo(beside).MoveTo(path, replace);
            return size;
        }
        catch (IOException e) when (!replace && Exists(path))
        {
            throw TakenAlready(path, e);
        }
        finally
        {
            LocalTarget.Remove(beside);
        }
    }

    /// <summary>Makes a folder by an action on it.</summary>
    /// <exception cref="LakeException">Conflict: something is there already.</exception>
    public static async ValueTask MakeFolderAsync(string path, IEntropy entropy, Func<string, ValueTask> fill)
    {
        CheckFree(path);
        var temporary = Beside(path, entropy);
        try
        {
            Directory.CreateDirectory(temporary);
        }
        catch (UnauthorizedAccessException e)
        {
            throw LocalTarget.NotWritable(path, e);
        }

        try
        {
            await fill(temporary);
            Directory.Move(temporary, path);
        }
        catch (IOException e) when (Exists(path))
        {
            throw TakenAlready(path, e);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    /// <summary>Refuses a path where something is, before any work is done for it.</summary>
    /// <exception cref="LakeException">Conflict: something is there already.</exception>
    public static void CheckFree(string path)
    {
        if (Exists(path))
        {
            throw TakenAlready(path, null);
        }
    }

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    private static LakeException TakenAlready(string path, Exception? cause) =>
        new(LakeErrorKind.Conflict, $"'{path}' exists already; nothing was written. Choose another name, or remove it.", cause);

    private static string Beside(string path, IEntropy entropy) => Path.Combine(Path.GetDirectoryName(path)!, $".lv-{Id128.Create(entropy)}");
}
