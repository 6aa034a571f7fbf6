using Apache.Arrow;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;

namespace LakeVersion.Delta;

/// <summary>A Delta table in a folder of keys: read at any version, and changed by commits.</summary>
/// <remarks>Safe for concurrent use. Changes are committed by create-only puts, so any number of processes may write; inside
/// a lake, where a transaction decides, the preparing classes of <see cref="Writing"/> are used with staging instead.</remarks>
public sealed class DeltaTable
{
    private readonly IObjectStore folder;
    private readonly DeltaContext context;
    private readonly SnapshotLoader loader;

    // The newest snapshot seen: only where the next update starts, so that losing a race to set it costs reading alone.
    private volatile DeltaSnapshot? newest;

    private DeltaTable(IObjectStore folder, DeltaContext context) =>
        (this.folder, this.context, loader) = (folder, context, new SnapshotLoader(folder, context));

    /// <summary>Opens a table and reads its newest version.</summary>
    /// <param name="folder">A store whose root is the table's folder.</param>
    /// <param name="context">Engine, clock and ids.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">NotFound: no table there. Unsupported: a table that this version does not read. Corrupt: a damaged log.</exception>
    public static async ValueTask<DeltaTable> OpenAsync(IObjectStore folder, DeltaContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(context);
        var table = new DeltaTable(folder, context);
        await table.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        return table;
    }

    /// <summary>A table that is not looked at yet: its versions can be read even where the newest one cannot.</summary>
    /// <param name="folder">A store whose root is the table's folder.</param>
    /// <param name="context">Engine, clock and ids.</param>
    public static DeltaTable At(IObjectStore folder, DeltaContext context)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(context);
        return new DeltaTable(folder, context);
    }

    /// <summary>Creates a table.</summary>
    /// <param name="folder">A store whose root is the table's folder.</param>
    /// <param name="context">Engine, clock and ids.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="options">Partitioning, properties, provenance; null for none.</param>
    /// <param name="rows">The first rows; null for none.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="LakeException">Conflict: there is a table already. Invalid or Unsupported: see <see cref="TableCreator"/>.</exception>
    public static async ValueTask<DeltaTable> CreateAsync(
        IObjectStore folder,
        DeltaContext context,
        Schema schema,
        CreateOptions? options = null,
        IAsyncEnumerable<RecordBatch>? rows = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(context);
        options ??= new CreateOptions();
        var transaction = await new TableCreator(folder, context).PrepareAsync(schema, options, rows, cancellationToken).ConfigureAwait(false);
        await new TableCommitter(folder, context).CommitAsync(transaction, options.Commit, cancellationToken).ConfigureAwait(false);
        return await OpenAsync(folder, context, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The table as it is now.</summary>
    public async ValueTask<DeltaSnapshot> SnapshotAsync(CancellationToken cancellationToken = default)
    {
        var snapshot = await loader.LoadAsync(newest, null, cancellationToken).ConfigureAwait(false);
        newest = snapshot;
        return snapshot;
    }

    /// <summary>The table at a version.</summary>
    /// <exception cref="LakeException">NotFound: no such version; the message says which there are.</exception>
    public ValueTask<DeltaSnapshot> SnapshotAsync(long version, CancellationToken cancellationToken = default) =>
        loader.LoadAsync(newest, version, cancellationToken);

    /// <summary>The table as it was at a time: the newest version committed then or before.</summary>
    /// <exception cref="LakeException">NotFound: the time lies before the first version.</exception>
    public async ValueTask<DeltaSnapshot> SnapshotAsync(DateTimeOffset asOf, CancellationToken cancellationToken = default)
    {
        var latest = await SnapshotAsync(cancellationToken).ConfigureAwait(false);
        var version = await new VersionTimes(folder).FindAsync(latest, asOf, cancellationToken).ConfigureAwait(false);
        return await SnapshotAsync(version, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What was done to the table, newest first.</summary>
    /// <param name="limit">At most so many versions; null for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<IReadOnlyList<HistoryEntry>> HistoryAsync(int? limit = null, CancellationToken cancellationToken = default) =>
        LogHistory.ReadAsync(folder, limit, cancellationToken);

    /// <summary>Adds rows. Concurrent appends never conflict.</summary>
    /// <inheritdoc cref="TableAppender.PrepareAsync"/>
    /// <exception cref="TableConflictException">Another commit changed the schema or the protocol.</exception>
    public async ValueTask<CommitResult> AppendAsync(
        IAsyncEnumerable<RecordBatch> batches, AppendOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new AppendOptions();
        var snapshot = await SnapshotAsync(cancellationToken).ConfigureAwait(false);
        var transaction = await new TableAppender(folder, context).PrepareAsync(snapshot, batches, options, cancellationToken).ConfigureAwait(false);
        return await CommitAsync(transaction, options.Commit, options.Application, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Replaces all rows.</summary>
    /// <inheritdoc cref="TableOverwriter.PrepareAsync"/>
    /// <exception cref="TableConflictException">Another commit changed the table since it was read.</exception>
    public async ValueTask<CommitResult> OverwriteAsync(
        IAsyncEnumerable<RecordBatch> batches, OverwriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new OverwriteOptions();
        var snapshot = await SnapshotAsync(cancellationToken).ConfigureAwait(false);
        var transaction = await new TableOverwriter(folder, context).PrepareAsync(snapshot, batches, options, cancellationToken).ConfigureAwait(false);
        return await CommitAsync(transaction, options.Commit, options.Application, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a new version whose rows, schema and properties are those of an earlier one.</summary>
    /// <inheritdoc cref="TableRestorer.PrepareAsync"/>
    /// <exception cref="TableConflictException">Another commit changed the table since it was read.</exception>
    public async ValueTask<CommitResult> RestoreAsync(long version, RestoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RestoreOptions();
        var current = await SnapshotAsync(cancellationToken).ConfigureAwait(false);
        var target = await SnapshotAsync(version, cancellationToken).ConfigureAwait(false);
        var transaction = await new TableRestorer(folder, context).PrepareAsync(current, target, options, cancellationToken).ConfigureAwait(false);
        return await CommitAsync(transaction, options.Commit, null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Commits a prepared change, behind the commits of others where it may follow them.</summary>
    /// <exception cref="TableConflictException">Another commit excludes it.</exception>
    /// <exception cref="LakeException">Unknown: it is not known whether the commit exists. Unavailable: nothing was committed.</exception>
    public ValueTask<CommitResult> CommitAsync(
        DeltaTransaction transaction, CommitOptions? options = null, CancellationToken cancellationToken = default) =>
        new TableCommitter(folder, context).CommitAsync(transaction, options ?? new CommitOptions(), cancellationToken);

    // Losing to the same batch of the same application is success: another run of the step wrote it.
    private async ValueTask<CommitResult> CommitAsync(
        DeltaTransaction transaction, CommitOptions options, ApplicationBatch? batch, CancellationToken cancellationToken)
    {
        try
        {
            return await CommitAsync(transaction, options, cancellationToken).ConfigureAwait(false);
        }
        catch (TableConflictException e) when (batch is not null && e.Conflicts.Any(conflict => conflict.Rule == TableConflictRule.TransactionAdvanced))
        {
            var snapshot = await SnapshotAsync(cancellationToken).ConfigureAwait(false);
            if (TableAppender.IsApplied(snapshot, batch))
            {
                return new CommitResult(snapshot.Version, WasApplied: true);
            }

            throw;
        }
    }
}
