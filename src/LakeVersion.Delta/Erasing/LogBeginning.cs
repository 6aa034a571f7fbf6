using LakeVersion.Delta.Checkpoints;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Erasing;

/// <summary>Lets a log begin anew at its newest version, so that nothing before is needed to read it.</summary>
public static class LogBeginning
{
    /// <summary>Writes a checkpoint of the newest version, and tells what the log then can do without.</summary>
    /// <param name="folder">The table's folder.</param>
    /// <param name="context">Engine, clock and ids.</param>
    /// <param name="newest">The newest version.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>All files of the log but the version's own commit, the checkpoint with its sidecars, and the hint to it.</returns>
    /// <exception cref="LakeException">Unsupported: the table holds what no checkpoint can hold, and the log cannot begin there.</exception>
    public static async ValueTask<IReadOnlyList<StoreKey>> WriteAsync(
        IObjectStore folder, DeltaContext context, DeltaSnapshot newest, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(newest);
        var written = StoreKey.Parse((await new CheckpointWriter(folder, context, beginsLog: true).WriteAsync(newest, cancellationToken).ConfigureAwait(false)).Path);
        var checkpoint = Checkpoint.Of(await LogListing.ListAsync(folder, newest.Version, cancellationToken).ConfigureAwait(false))
            .First(one => one.Files[0].Key == written);
        var kept = (await new CheckpointReader(folder, context).SidecarsAsync(checkpoint, cancellationToken).ConfigureAwait(false)).ToHashSet();
        kept.UnionWith([written, LogKeys.Commit(newest.Version), LogKeys.LastCheckpoint]);
        var rest = new List<StoreKey>();
        await foreach (var item in folder.ListAsync(new ListRequest { Prefix = LogKeys.Folder }, cancellationToken).ConfigureAwait(false))
        {
            if (item.Info is not null && StoreKey.Parse(item.Name) is var key && !kept.Contains(key))
            {
                rest.Add(key);
            }
        }

        return rest;
    }
}
