using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta;

/// <summary>What a table consists of: the files of its log, and the files that any version in it names.</summary>
public sealed record TableInventory
{
    /// <summary>The table at its newest version.</summary>
    public required DeltaSnapshot Newest { get; init; }

    /// <summary>The commits, from version 0 on, with their times in the folder.</summary>
    public required IReadOnlyList<(long Version, StoreKey Key, DateTimeOffset Modified)> Commits { get; init; }

    /// <summary>The files that the newest version needs, with their sizes in bytes.</summary>
    public required IReadOnlyDictionary<StoreKey, long> LiveFiles { get; init; }

    /// <summary>The files that only older versions, or their change data, need. A vacuum may have removed them.</summary>
    public required IReadOnlySet<StoreKey> OlderFiles { get; init; }

    /// <summary>Reads the whole log.</summary>
    /// <param name="folder">A store whose root is the table's folder.</param>
    /// <param name="context">Engine, clock and ids.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="LakeException">NotFound: no table there. Corrupt: a damaged log, or a file's path leads out of the folder.
    /// Unsupported: a table that this version does not read, or a version with a file of absolute path or with deletion vectors.</exception>
    public static async ValueTask<TableInventory> ReadAsync(IObjectStore folder, DeltaContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var table = await DeltaTable.OpenAsync(folder, context, cancellationToken).ConfigureAwait(false);
        var newest = await table.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        var listed = await LogListing.ListAsync(folder, 0, cancellationToken).ConfigureAwait(false);
        var commits = listed.Where(file => file.Kind == LogFileKind.Commit && file.Version <= newest.Version).OrderBy(file => file.Version).ToList();
        if (commits.Count == 0 || commits[0].Version > 0)
        {
            throw LakeException.Unsupported(
                $"The log of {folder.Name} begins {(commits.Count == 0 ? "at a checkpoint" : $"at version {commits[0].Version} and needs a checkpoint")}: an inventory needs every commit.");
        }

        var live = new Dictionary<StoreKey, long>();
        foreach (var file in newest.Files)
        {
            CheckVector(file);
            live[FilePath.Key(file.Path)] = file.Size;
        }

        var older = new HashSet<StoreKey>();
        await foreach (var commit in LogReader.ReadAsync(folder, commits, cancellationToken).ConfigureAwait(false))
        {
            foreach (var add in commit.Actions<AddFile>())
            {
                CheckVector(add);
                older.Add(FilePath.Key(add.Path));
            }

            older.UnionWith(commit.Actions<ChangeDataFile>().Select(file => FilePath.Key(file.Path)));
        }

        older.ExceptWith(live.Keys);
        return new TableInventory
        {
            Newest = newest,
            Commits = [.. commits.Select(file => (file.Version, file.Key, file.Info.Modified))],
            LiveFiles = live,
            OlderFiles = older,
        };
    }

    private static void CheckVector(AddFile file)
    {
        if (file.DeletionVector is not null)
        {
            throw LakeException.Unsupported($"The data file '{file.Path}' has a deletion vector (feature deletionVectors), which this version does not read.");
        }
    }
}
