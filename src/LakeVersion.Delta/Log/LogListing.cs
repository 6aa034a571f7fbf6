using LakeVersion.Storage;

namespace LakeVersion.Delta.Log;

/// <summary>Lists a log from a version on, so that an update costs the new commits and not the history.</summary>
internal static class LogListing
{
    public static async ValueTask<List<LogFile>> ListAsync(IObjectStore folder, long fromVersion, CancellationToken cancellationToken)
    {
        // The stem sorts right before all files of its version, and digits sort before `_sidecars/` and `_last_checkpoint`.
        var request = new ListRequest { Prefix = LogKeys.Folder, StartAfter = LogKeys.Stem(fromVersion), Folders = true };
        var files = new List<LogFile>();
        await foreach (var item in folder.ListAsync(request, cancellationToken).ConfigureAwait(false))
        {
            if (item.Info is { } info && LogFile.Parse(item.Name, info) is { } file)
            {
                files.Add(file);
            }
        }

        return files;
    }
}
