using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Checking;
using LakeVersion.Delta.Checkpoints;
using LakeVersion.Delta.DeletionVectors;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Vacuuming;

/// <summary>The names of all files in a table's folder that a version since a time needs.</summary>
/// <remarks>
/// 1. What the newest version has, it needs. 2. What a commit since then removed, the version before it needed; its change data are still
/// read. 3. A commit is of the later one of its own time and its file's, so that in doubt files stay. 4. So all commits since then must
/// still be there.
/// </remarks>
internal static class NeededNames
{
    /// <exception cref="LakeException">Corrupt: the log names what is no path. Unsupported: commits since the time were cleaned up.</exception>
    public static async ValueTask<HashSet<string>> ReadAsync(
        IObjectStore folder, DeltaContext context, DeltaSnapshot newest, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var live = new NeededFiles(newest);
        if (live.Faulty.Count > 0)
        {
            throw LakeException.Corrupt($"{folder.Name} names the file '{live.Faulty[0].Path}': {live.Faulty[0].Fault} Nothing was deleted.");
        }

        var names = live.Inside.Keys.Select(key => key.Value).ToHashSet(StringComparer.Ordinal); // 1
        var log = await WholeLog.ReadAsync(folder, context, cancellationToken).ConfigureAwait(false);
        var root = folder.Name.TrimEnd('/') + "/";
        var first = true;
        var index = 0;
        await foreach (var commit in LogReader.ReadAsync(folder, log.Commits, cancellationToken).ConfigureAwait(false))
        {
            var isRecent = TimeOf(commit, log.Commits[index++]) >= since;
            CheckReach(folder, log.FirstVersion, isRecent && first, since);
            first = false;
            if (isRecent)
            {
                names.UnionWith(commit.Lines.SelectMany(line => NamesOf(line.Action)).Select(uri => NeededFiles.NameIn(root, uri))); // 2
            }
        }

        CheckReach(folder, log.FirstVersion, first, since);
        return names;
    }

    // 3
    private static DateTimeOffset TimeOf(ParsedCommit commit, LogFile file) =>
        commit.Info?.InCommitTimestamp is { } own && own > file.Info.Modified.ToUnixTimeMilliseconds() && own <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(own)
            : file.Info.Modified;

    // 4
    private static void CheckReach(IObjectStore folder, long firstVersion, bool isShort, DateTimeOffset since)
    {
        if (isShort && firstVersion > 0)
        {
            throw LakeException.Unsupported(
                $"The log of {folder.Name} begins at version {firstVersion}, which is younger than {since:O}: which files earlier versions needed is not told by its commits. "
                + "Keep commits (delta.logRetentionDuration) at least as long as deleted files, and vacuum later.");
        }
    }

    private static IEnumerable<string> NamesOf(DeltaAction action) => action switch
    {
        RemoveFile file => file.DeletionVector is { } vector && VectorReader.FileOf(vector, file.Path) is { } stored ? [file.Path, stored] : [file.Path],
        AddFile file => file.DeletionVector is { } vector && VectorReader.FileOf(vector, file.Path) is { } stored ? [file.Path, stored] : [file.Path],
        ChangeDataFile file => [file.Path],
        _ => [],
    };
}
