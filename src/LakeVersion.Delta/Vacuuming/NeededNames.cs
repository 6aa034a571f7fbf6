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
/// read. 3. A commit is of the later one of its own time and its file's, so that in doubt files stay. 4. Where commits since then were
/// cleaned up, checkpoints remember what they removed; their change data nobody can ask for any more.
/// </remarks>
internal static class NeededNames
{
    /// <exception cref="LakeException">Corrupt: the log names what is no path, or a file of it is damaged.</exception>
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
        var isShort = log.FirstVersion > 0;
        var index = 0;
        await foreach (var commit in LogReader.ReadAsync(folder, log.Commits, cancellationToken).ConfigureAwait(false))
        {
            var isRecent = TimeOf(commit, log.Commits[index++]) >= since;
            isShort &= isRecent;
            if (isRecent)
            {
                names.UnionWith(commit.Lines.SelectMany(line => NamesOf(line.Action)).Select(uri => NeededFiles.NameIn(root, uri))); // 2
            }
        }

        if (isShort)
        {
            names.UnionWith((await ForgottenAsync(folder, context, newest.State, since, cancellationToken).ConfigureAwait(false)).Select(uri => NeededFiles.NameIn(root, uri)));
        }

        return names;
    }

    // 3
    private static DateTimeOffset TimeOf(ParsedCommit commit, LogFile file) =>
        commit.Info?.InCommitTimestamp is { } own && own > file.Info.Modified.ToUnixTimeMilliseconds() && own <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(own)
            : file.Info.Modified;

    // 4
    private static async ValueTask<IEnumerable<string>> ForgottenAsync(
        IObjectStore folder, DeltaContext context, TableState newest, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var files = await LogListing.ListAsync(folder, 0, cancellationToken).ConfigureAwait(false);
        var removed = await new TombstoneReader(folder, context).ReadAsync(files, newest, since.ToUnixTimeMilliseconds(), cancellationToken).ConfigureAwait(false);
        return removed.NotIn(newest.Files).SelectMany(NamesOf);
    }

    private static IEnumerable<string> NamesOf(DeltaAction action) => action switch
    {
        RemoveFile file => file.DeletionVector is { } vector && VectorReader.FileOf(vector, file.Path) is { } stored ? [file.Path, stored] : [file.Path],
        AddFile file => file.DeletionVector is { } vector && VectorReader.FileOf(vector, file.Path) is { } stored ? [file.Path, stored] : [file.Path],
        ChangeDataFile file => [file.Path],
        _ => [],
    };
}
