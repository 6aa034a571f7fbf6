using LakeVersion.Storage;

namespace LakeVersion.Delta.Log;

/// <summary>The files that make up one version of a table.</summary>
/// <param name="Version">The version that the files lead to.</param>
/// <param name="Checkpoint">The state to begin at; null begins at what is known, or at nothing.</param>
/// <param name="Steps">The commits behind the beginning, ascending and without a gap; a compaction stands for the commits in its range.</param>
/// <param name="Commits">The commits listed up to <paramref name="Version"/>, ascending. The last one says who made the version, and all when.</param>
internal sealed record LogSegment(long Version, Checkpoint? Checkpoint, IReadOnlyList<LogFile> Steps, IReadOnlyList<LogFile> Commits)
{
    /// <summary>What the segment reads in place of commits: all of it could be derived from them.</summary>
    public IEnumerable<StoreKey> Shortcuts => (Checkpoint?.Files ?? []).Concat(Steps.Where(step => step.Kind == LogFileKind.Compaction)).Select(file => file.Key);

    /// <summary>The commit of the version itself; null where it was cleaned up.</summary>
    public LogFile? Last => Commits.Count > 0 && Commits[^1].Version == Version ? Commits[^1] : null;

    /// <summary>Chooses from a listing what leads from the state at <paramref name="known"/> to a version.</summary>
    /// <param name="files">The log's files above <paramref name="known"/>, in any order.</param>
    /// <param name="known">The version whose state is known; -1 for none.</param>
    /// <param name="version">The version wanted; null for the newest.</param>
    /// <param name="table">The table's name, for messages.</param>
    /// <exception cref="LakeException">NotFound: no log, or no such version. Corrupt: versions are missing.</exception>
    public static LogSegment Choose(IReadOnlyCollection<LogFile> files, long known, long? version, string table)
    {
        var commits = files.Where(file => file.Kind == LogFileKind.Commit && file.Version > known).ToDictionary(file => file.Version);
        var checkpoints = known >= 0 ? [] : Log.Checkpoint.Of(files);
        var last = Math.Max(Math.Max(known, checkpoints.Count > 0 ? checkpoints[0].Version : -1), commits.Count > 0 ? commits.Keys.Max() : -1);
        if (last < 0)
        {
            throw LakeException.NotFound($"{table} is not a Delta table: its folder {LogKeys.Folder} holds no commit.");
        }

        var wanted = version ?? last;
        var checkpoint = checkpoints.FirstOrDefault(candidate => candidate.Version <= wanted);
        var begin = checkpoint?.Version ?? known;
        var first = known >= 0 ? 0 : Earliest(commits.Keys, checkpoints);
        if (wanted > last || (checkpoint is null && wanted < first))
        {
            throw LakeException.NotFound(known >= 0
                ? $"{table} has no version {wanted}; the newest is {last}."
                : $"{table} has no version {wanted}; it has {first} to {last}.");
        }

        return new LogSegment(
            wanted,
            checkpoint,
            Chain(files, commits, begin, wanted, table),
            [.. commits.Values.Where(file => file.Version <= wanted).OrderBy(file => file.Version)]);
    }

    // The oldest version that can be built: what lies before it was cleaned up.
    private static long Earliest(IEnumerable<long> commits, IReadOnlyList<Checkpoint> checkpoints) =>
        commits.Contains(0) || checkpoints.Count == 0 ? 0 : checkpoints[^1].Version;

    private static List<LogFile> Chain(IReadOnlyCollection<LogFile> files, Dictionary<long, LogFile> commits, long begin, long wanted, string table)
    {
        var compactions = files.Where(file => file.Kind == LogFileKind.Compaction && file.EndVersion <= wanted)
            .GroupBy(file => file.Version).ToDictionary(group => group.Key, group => group.MaxBy(file => file.EndVersion)!);
        var chain = new List<LogFile>();
        for (var next = begin + 1; next <= wanted; next = chain[^1].EndVersion + 1)
        {
            chain.Add(compactions.GetValueOrDefault(next) ?? commits.GetValueOrDefault(next) ?? throw Gap(commits, next, table));
        }

        return chain;
    }

    private static LakeException Gap(Dictionary<long, LogFile> commits, long expected, string table)
    {
        var found = commits.Values.Where(file => file.Version > expected).MinBy(file => file.Version);
        var missing = found is null || found.Version - 1 == expected ? $"version {expected} is" : $"versions {expected} to {found.Version - 1} are";
        return LakeException.Corrupt($"The log of {table} has a gap: {missing} missing{(found is null ? "" : $", and {found.Key} exists")}.");
    }
}
