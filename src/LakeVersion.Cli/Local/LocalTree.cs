namespace LakeVersion.Cli.Local;

/// <summary>The files below a local folder.</summary>
internal static class LocalTree
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Every file, hidden ones too, with its path below the folder (with <c>/</c>), in order of names.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="leaveOut">A folder whose content is left out, as the lake's own; null for none.</param>
    /// <param name="skipped">Told of links to folders, which are not followed: they may lead in a circle.</param>
    public static IEnumerable<LocalFile> Files(string folder, string? leaveOut, Action<string> skipped)
    {
        var open = new Stack<(string Folder, string Prefix)>();
        open.Push((folder, ""));
        while (open.TryPop(out var next))
        {
            var folders = new List<(string, string)>();
            foreach (var info in new DirectoryInfo(next.Folder).EnumerateFileSystemInfos("*", Everything).OrderBy(info => info.Name, StringComparer.Ordinal))
            {
                if (info is FileInfo)
                {
                    yield return new LocalFile(info.FullName, next.Prefix + info.Name);
                }
                else if (info.LinkTarget is not null)
                {
                    skipped(info.FullName);
                }
                else if (info.FullName != leaveOut)
                {
                    folders.Add((info.FullName, next.Prefix + info.Name + "/"));
                }
            }

            folders.Reverse();
            folders.ForEach(open.Push);
        }
    }
}

/// <summary>A local file.</summary>
/// <param name="FullPath">Where it is.</param>
/// <param name="Below">Its path below the folder that was walked.</param>
internal sealed record LocalFile(string FullPath, string Below);
