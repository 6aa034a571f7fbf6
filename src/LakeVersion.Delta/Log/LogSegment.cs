using LakeVersion.Storage;

namespace LakeVersion.Delta.Log;

/// <summary>The files that make up one version of a table: a checkpoint, or none, and every commit behind it.</summary>
/// <param name="Version">The version that the files lead to.</param>
/// <param name="Checkpoint">The parts of the checkpoint to begin at; empty begins at nothing.</param>
/// <param name="Commits">The commits behind the beginning, ascending, without a gap, the last of them <paramref name="Version"/>.</param>
internal sealed record LogSegment(long Version, IReadOnlyList<LogFile> Checkpoint, IReadOnlyList<LogFile> Commits)
{
    /// <summary>Chooses from a listing what leads from the state at <paramref name="known"/> to a version.</summary>
    /// <param name="files">The log's files above <paramref name="known"/>, in any order.</param>
    /// <param name="known">The version whose state is known; -1 for none.</param>
    /// <param name="version">The version wanted; null for the newest.</param>
    /// <param name="table">The table's name, for messages.</param>
    /// <exception cref="LakeException">NotFound: no log, or no such version. Corrupt: versions are missing.</exception>
    public static LogSegment Choose(IReadOnlyCollection<LogFile> files, long known, long? version, string table)
    {
        var commits = files.Where(file => file.Kind == LogFileKind.Commit && file.Version > known).OrderBy(file => file.Version).ToList();
        if (commits.Count == 0)
        {
            return known >= 0 && version is null
                ? new LogSegment(known, [], [])
                : throw LakeException.NotFound(known >= 0
                    ? $"{table} has no version {version}; the newest is {known}."
                    : $"{table} is not a Delta table: its folder {LogKeys.Folder} holds no commit.");
        }

        var (first, last) = (commits[0].Version, commits[^1].Version);
        var checkpoint = first > known + 1 ? NewestCheckpoint(files, first, version ?? last) : [];
        var begin = checkpoint.Count > 0 ? checkpoint[0].Version : known;
        if (version is { } wanted && (wanted > last || (begin > wanted && wanted > known)))
        {
            throw LakeException.NotFound($"{table} has no version {wanted}; it has {Math.Max(0, begin > known ? begin : 0)} to {last}.");
        }

        var chain = commits.Where(file => file.Version > begin && file.Version <= (version ?? last)).ToList();
        CheckChain(chain, begin, table);
        return new LogSegment(version ?? last, checkpoint, chain);
    }

    // The newest checkpoint at or below the version wanted; only needed where the first commits were cleaned up.
    private static List<LogFile> NewestCheckpoint(IReadOnlyCollection<LogFile> files, long first, long wanted)
    {
        var parts = files.Where(file => file.Kind == LogFileKind.Checkpoint && file.Version >= first - 1 && file.Version <= wanted).ToList();
        return parts.Count == 0 ? [] : [.. parts.Where(file => file.Version == parts.Max(part => part.Version)).OrderBy(file => file.Key)];
    }

    private static void CheckChain(List<LogFile> chain, long begin, string table)
    {
        var expected = begin + 1;
        foreach (var file in chain)
        {
            if (file.Version != expected)
            {
                var missing = file.Version - 1 == expected ? $"version {expected} is" : $"versions {expected} to {file.Version - 1} are";
                throw LakeException.Corrupt($"The log of {table} has a gap: {missing} missing, and {file.Key} exists.");
            }

            expected++;
        }
    }
}
