using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Cloning;

/// <summary>Makes a table elsewhere that has a snapshot's columns, properties and rows, and an id of its own.</summary>
/// <param name="destination">A store whose root becomes the clone's folder.</param>
/// <param name="context">Engine, clock and ids; and who opens the absolute paths of the source.</param>
public sealed class TableCloner(IObjectStore destination, DeltaContext context)
{
    private const int AtOnce = 4;

    /// <summary>Copies what has to be copied, then makes the clone's first version; before it there is no table.</summary>
    /// <param name="source">What is cloned.</param>
    /// <param name="options">How; null for a clone that stands alone.</param>
    /// <param name="copied">Told the bytes of each file copied, from several threads; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work; what was copied stays.</param>
    /// <exception cref="LakeException">Conflict: a table is there. Unsupported: see <see cref="CloneOptions"/>. Corrupt: a file of the source is gone.</exception>
    public async ValueTask<CommitResult> RunAsync(
        DeltaSnapshot source, CloneOptions? options = null, Action<long>? copied = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new CloneOptions();
        if (await destination.StatAsync(LogKeys.Commit(0), cancellationToken).ConfigureAwait(false) is not null)
        {
            throw LakeException.Conflict($"{destination.Name} holds a Delta table already.");
        }

        var files = ClonePlan.Of(source, options.IsShallow, context.NewGuid);
        var sources = new FileLocator(source.Folder, context.AbsoluteFiles);
        var limits = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(files.SelectMany(file => file.Copies).Distinct(), limits, async (copy, token) =>
        {
            var bytes = await CopyAsync(sources, copy.From, FilePath.Key(copy.To), token).ConfigureAwait(false);
            copied?.Invoke(bytes);
        }).ConfigureAwait(false);
        List<AddFile> adds = [.. files.Select(file => file.Add)];
        var change = new TableExporter(context).Prepare(source, source.Folder.Name, adds, options);
        return await new TableCommitter(destination, context).CommitAsync(change, options.Commit, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<long> CopyAsync(FileLocator sources, string from, StoreKey to, CancellationToken cancellationToken)
    {
        var (store, key) = sources.Find(from);
        var info = await store.StatAsync(key, cancellationToken).ConfigureAwait(false)
            ?? throw LakeException.Corrupt($"The file {key} of {store.Name} is gone, though the log has it. A vacuum may have removed it.");
        var content = new ObjectStream(store, key, info);
        await using (content.ConfigureAwait(false))
        {
            return await destination.PutAsync(to, content, cancellationToken).ConfigureAwait(false);
        }
    }
}
