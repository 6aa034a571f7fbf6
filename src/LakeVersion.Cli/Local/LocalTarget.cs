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

    /// <summary>Writes content to a file, replacing any; the folders above are made.</summary>
    public static async ValueTask WriteAsync(string file, Stream content, IEntropy entropy, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(file)!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".lv-{Id128.Create(entropy)}");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
            await using (var stream = new FileStream(temporary, options))
            {
                await content.CopyToAsync(stream, cancellationToken);
            }

            // Nothing is decided by who renames first: the user's own file is to be replaced, whole, whoever wrote it.
            new FileInfo(temporary).MoveTo(file, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
