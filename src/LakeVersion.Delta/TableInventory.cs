using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Checkpoints;
using LakeVersion.Delta.Log;
using LakeVersion.Storage;

namespace LakeVersion.Delta;

/// <summary>What a table consists of: the files of its log that cannot be made from others, and the files that its versions name.</summary>
public sealed record TableInventory
{
    /// <summary>The oldest version that the log leads to.</summary>
    public required long FirstVersion { get; init; }

    /// <summary>The newest version.</summary>
    public required long Version { get; init; }

    /// <summary>The commits in ascending order, without a gap. Where the first ones were cleaned up, behind them the checkpoint of the first
    /// version with its parts and sidecars; the commit of that version may be missing. Never empty.</summary>
    public required IReadOnlyList<(StoreKey Key, ObjectInfo Info)> Log { get; init; }

    /// <summary>The files that the newest version needs, with their sizes in bytes; null for a file of deletion vectors, of which the log
    /// does not say it.</summary>
    public required IReadOnlyDictionary<StoreKey, long?> LiveFiles { get; init; }

    /// <summary>The files that only older versions, or their change data, need. A vacuum may have removed them.</summary>
    public required IReadOnlySet<StoreKey> OlderFiles { get; init; }

    /// <summary>Reads the whole log.</summary>
    /// <param name="folder">A store whose root is the table's folder.</param>
    /// <param name="context">Engine, clock and ids.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="LakeException">NotFound: no table there. Corrupt: a damaged log, or a file's path leads out of the folder.
    /// Unsupported: a table that this version does not read, or a version that names a file by an absolute path.</exception>
    public static async ValueTask<TableInventory> ReadAsync(IObjectStore folder, DeltaContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(context);
        var log = await WholeLog.ReadAsync(folder, context, cancellationToken).ConfigureAwait(false);

        // By what is kept of the log, not by what lies beside it: so the versions will be read.
        var newest = await log.ReplayAsync(cancellationToken).ConfigureAwait(false);
        var live = new Dictionary<StoreKey, long?>();
        foreach (var file in newest.State.Files.All())
        {
            live[FilePath.Key(file.Path)] = file.Size;
            if (TableFiles.VectorOf(file) is { } vector)
            {
                live[vector] = null;
            }
        }

        var older = log.FirstFiles().Where(key => !live.ContainsKey(key)).ToHashSet();
        await foreach (var commit in LogReader.ReadAsync(folder, log.Commits, cancellationToken).ConfigureAwait(false))
        {
            var named = commit.Actions<AddFile>().SelectMany(TableFiles.Of).Concat(commit.Actions<ChangeDataFile>().Select(file => FilePath.Key(file.Path)));
            older.UnionWith(named.Where(key => !live.ContainsKey(key)));
        }

        return new TableInventory
        {
            FirstVersion = log.FirstVersion,
            Version = newest.Version,
            Log = [.. log.Commits.Select(file => (file.Key, file.Info)), .. await log.CheckpointFilesAsync(cancellationToken).ConfigureAwait(false)],
            LiveFiles = live,
            OlderFiles = older,
        };
    }
}
