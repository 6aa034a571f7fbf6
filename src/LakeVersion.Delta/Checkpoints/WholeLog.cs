using System.Text;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>The files of a log that lead to every version which can still be read; all others could be made from them.</summary>
/// <remarks>
/// 1. Where all commits are there, they are the log. 2. Else it begins at the oldest complete checkpoint behind which no commit is
/// missing. 3. A damaged checkpoint is passed over for the next one. 4. Commits before that checkpoint lead to nothing, and compactions
/// say nothing that the commits do not.
/// </remarks>
internal sealed class WholeLog
{
    private readonly IObjectStore folder;
    private readonly DeltaContext context;
    private readonly Checkpoint? checkpoint;
    private readonly CheckpointContent? content;

    private WholeLog(IObjectStore folder, DeltaContext context, IReadOnlyList<LogFile> commits, Checkpoint? checkpoint, CheckpointContent? content) =>
        (this.folder, this.context, Commits, this.checkpoint, this.content) = (folder, context, commits, checkpoint, content);

    /// <summary>The commits, ascending and without a gap: from version 0, from the checkpoint's, or from the one behind it.</summary>
    public IReadOnlyList<LogFile> Commits { get; }

    /// <summary>The oldest version that can be read.</summary>
    public long FirstVersion => checkpoint?.Version ?? 0;

    /// <summary>The files that the version needs at which the log begins; none where it begins with nothing.</summary>
    /// <exception cref="LakeException">As <see cref="TableFiles.Of(AddFile)"/>.</exception>
    public IEnumerable<StoreKey> FirstFiles() => (content?.Blocks ?? []).SelectMany(block =>
        Enumerable.Range(0, block.Count).SelectMany(row => TableFiles.Of(Encoding.UTF8.GetString(block.Path(row)), block.DeletionVector(row))));

    /// <exception cref="LakeException">NotFound: no log. Corrupt: versions are missing, or a file is damaged. Unsupported: commits are missing that
    /// only compactions stand for.</exception>
    public static async ValueTask<WholeLog> ReadAsync(IObjectStore folder, DeltaContext context, CancellationToken cancellationToken)
    {
        var files = await LogListing.ListAsync(folder, 0, cancellationToken).ConfigureAwait(false);
        var newest = LogSegment.Choose(files, -1, null, folder.Name).Version;
        var descending = files.Where(file => file.Kind == LogFileKind.Commit).OrderByDescending(file => file.Version);
        var commits = descending.TakeWhile((file, index) => file.Version == newest - index).Reverse().ToList();
        var before = newest - commits.Count;
        if (before < 0)
        {
            return new WholeLog(folder, context, commits, null, null); // 1
        }

        LakeException? damage = null;
        foreach (var checkpoint in Checkpoint.Of(files).Where(candidate => candidate.Version >= before).OrderBy(candidate => candidate.Version))
        {
            try
            {
                var content = await new CheckpointReader(folder, context).ReadAsync(checkpoint, null, cancellationToken).ConfigureAwait(false);
                return new WholeLog(folder, context, [.. commits.Where(file => file.Version >= checkpoint.Version)], checkpoint, content); // 2, 4
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Corrupt)
            {
                damage ??= e; // 3
            }
        }

        throw damage ?? LakeException.Unsupported(
            $"The log of {folder.Name} lacks the commit of version {before}, and no checkpoint stands for it: its commits or a checkpoint are needed. Make a checkpoint.");
    }

    /// <summary>The newest version.</summary>
    /// <exception cref="LakeException">Corrupt or Unsupported: as opening the table.</exception>
    public async ValueTask<DeltaSnapshot> ReplayAsync(CancellationToken cancellationToken)
    {
        var builder = new StateBuilder(TableState.Empty);
        if (checkpoint is not null)
        {
            builder.Begin(checkpoint, content!);
        }

        var steps = Commits.Where(file => !(file.Version <= checkpoint?.Version)).ToList();
        var index = 0;
        await foreach (var commit in LogReader.ScanAsync(folder, steps, cancellationToken).ConfigureAwait(false))
        {
            builder.Apply(steps[index++], commit);
        }

        var last = Commits.Count > 0 ? Commits[^1] : checkpoint!.Files[0];
        return DeltaSnapshot.Of(builder.Build(last.Info.Modified), folder, context);
    }

    /// <summary>The checkpoint's file or parts, then its sidecars; none where the log begins at version 0.</summary>
    /// <exception cref="LakeException">Corrupt: a sidecar is gone.</exception>
    public async ValueTask<IReadOnlyList<(StoreKey Key, ObjectInfo Info)>> CheckpointFilesAsync(CancellationToken cancellationToken)
    {
        var files = (checkpoint?.Files ?? []).Select(file => (file.Key, file.Info)).ToList();
        foreach (var sidecar in content?.Sidecars ?? [])
        {
            var info = await folder.StatAsync(sidecar, cancellationToken).ConfigureAwait(false)
                ?? throw LakeException.Corrupt($"{sidecar} of {folder.Name} belongs to a checkpoint and is gone.");
            files.Add((sidecar, info));
        }

        return files;
    }
}
