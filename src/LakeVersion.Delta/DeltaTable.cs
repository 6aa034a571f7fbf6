using Apache.Arrow;
using LakeVersion.Delta.Changes;
using LakeVersion.Delta.Checking;
using LakeVersion.Delta.Checkpoints;
using LakeVersion.Delta.Cloning;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Converting;
using LakeVersion.Delta.Editing;
using LakeVersion.Delta.Locations;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Optimizing;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Upkeep;
using LakeVersion.Delta.Vacuuming;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
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

    /// <summary>Where the table is, for messages; never with credentials.</summary>
    public string Name => folder.Name;

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

    /// <summary>Opens a table that is a plain folder, of this machine or of a store, and reads its newest version. Nothing is written, not
    /// even a folder.</summary>
    /// <param name="location">A path of this machine, <c>file:///path</c>, or <c>scheme://bucket/path</c>.</param>
    /// <param name="context">Engine, clock and ids.</param>
    /// <param name="providers">Who opens other schemes than folders, for the table and for files that its log names by absolute
    /// paths; null for nobody. A table that is not a folder of this machine may not name files of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">Invalid: a malformed location. NotFound: no table there. Unsupported: nobody opens the scheme,
    /// or a table that this version does not read. Corrupt: a damaged log.</exception>
    public static async ValueTask<DeltaTable> OpenAsync(
        string location, DeltaContext context, IEnumerable<IStoreProvider>? providers = null, CancellationToken cancellationToken = default)
    {
        var table = At(location, context, providers);
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

    /// <summary>A table that is a plain folder, of this machine or of a store, and is not looked at yet.</summary>
    /// <param name="location">A path of this machine, <c>file:///path</c>, or <c>scheme://bucket/path</c>.</param>
    /// <param name="context">Engine, clock and ids.</param>
    /// <param name="providers">Who opens other schemes than folders, for the table and for files that its log names by absolute
    /// paths; null for nobody. A table that is not a folder of this machine may not name files of it.</param>
    /// <exception cref="LakeException">Invalid: a malformed location. Unsupported: nobody opens the scheme.</exception>
    public static DeltaTable At(string location, DeltaContext context, IEnumerable<IStoreProvider>? providers = null)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(context);
        var parsed = TableLocation.Parse(location, providers ?? []);
        return new DeltaTable(parsed.Folder, context with { AbsoluteFiles = parsed });
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

    /// <summary>Makes a folder of Parquet files a table, where they are (<see cref="TableConverter"/>).</summary>
    /// <param name="folder">A store whose root is the folder.</param>
    /// <param name="context">Engine, clock and ids.</param>
    /// <param name="options">Partition columns, properties, provenance; null for none.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <inheritdoc cref="TableConverter.PrepareAsync" path="/exception"/>
    public static async ValueTask<DeltaTable> ConvertAsync(
        IObjectStore folder, DeltaContext context, ConvertOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(context);
        options ??= new ConvertOptions();
        var transaction = await new TableConverter(folder, context).PrepareAsync(options, cancellationToken).ConfigureAwait(false);
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

    /// <summary>What versions did to rows, where the table records it (<c>delta.enableChangeDataFeed</c>).</summary>
    /// <param name="fromVersion">The first version whose changes are wanted.</param>
    /// <param name="toVersion">The last one; null for the newest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">Invalid: the range ends before it begins. NotFound: a version does not exist, was cleaned up, or
    /// its changes were not recorded; the message says which. Unsupported: the columns changed in a way that the last ones cannot tell.</exception>
    public async ValueTask<TableChanges> ChangesAsync(long fromVersion, long? toVersion = null, CancellationToken cancellationToken = default)
    {
        var latest = await SnapshotAsync(cancellationToken).ConfigureAwait(false);
        return await new ChangePlanner(folder, context, loader).PlanAsync(latest, fromVersion, toVersion, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the versions of a time did to rows.</summary>
    /// <param name="from">Versions committed at this time or later.</param>
    /// <param name="to">Versions committed at this time or before; null for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">As the other overload; NotFound also where no version was committed in that time.</exception>
    public async ValueTask<TableChanges> ChangesAsync(DateTimeOffset from, DateTimeOffset? to = null, CancellationToken cancellationToken = default)
    {
        var latest = await SnapshotAsync(cancellationToken).ConfigureAwait(false);
        var (first, last) = await new ChangeTimes(folder).FindAsync(latest, from, to, cancellationToken).ConfigureAwait(false);
        return await new ChangePlanner(folder, context, loader).PlanAsync(latest, first, last, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Compares the files that a version needs with those that are there. Nothing is changed.</summary>
    /// <param name="version">The version; null for the newest.</param>
    /// <param name="options">What to look at; null for the files' presence and sizes.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="LakeException">NotFound: no such version. Unavailable: the store could not be asked.</exception>
    public async ValueTask<TableCheckReport> CheckAsync(long? version = null, TableCheckOptions? options = null, CancellationToken cancellationToken = default)
    {
        var snapshot = version is { } number
            ? await SnapshotAsync(number, cancellationToken).ConfigureAwait(false)
            : await SnapshotAsync(cancellationToken).ConfigureAwait(false);
        return await new TableCheck(folder, context, options ?? new TableCheckOptions()).RunAsync(snapshot, cancellationToken).ConfigureAwait(false);
    }

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

    /// <summary>Deletes the rows that pass a predicate.</summary>
    /// <param name="predicate">The rows; null for all.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <inheritdoc cref="DeleteRows.PrepareAsync"/>
    /// <exception cref="TableConflictException">Another commit added rows that pass, or touched the same files.</exception>
    public ValueTask<CommitResult> DeleteAsync(Predicate? predicate, DeleteOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(new DeleteRows(predicate, options), cancellationToken);

    /// <summary>Gives columns of the rows that pass a predicate new values.</summary>
    /// <param name="predicate">The rows; null for all.</param>
    /// <param name="values">What columns become, by their exact names: <see cref="ValueText"/> reads them as text.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <inheritdoc cref="UpdateRows.PrepareAsync"/>
    /// <exception cref="TableConflictException">Another commit added rows that pass, or touched the same files.</exception>
    public ValueTask<CommitResult> UpdateAsync(
        Predicate? predicate, IReadOnlyDictionary<string, ValueExpression> values, UpdateOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(new UpdateRows(predicate, values, options), cancellationToken);

    /// <summary>Brings rows in by their keys: those that the table has are updated or deleted, others inserted.</summary>
    /// <param name="source">The rows, one a key, held in memory. Batches stay the caller's.</param>
    /// <param name="keys">The columns of the key.</param>
    /// <param name="options">What becomes of rows; null for the defaults: update all columns, insert what is new.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <inheritdoc cref="UpsertRows.PrepareAsync"/>
    /// <exception cref="TableConflictException">Another commit added rows that may have one of the keys, or touched the same files.</exception>
    public ValueTask<CommitResult> UpsertAsync(
        IAsyncEnumerable<RecordBatch> source, IReadOnlyList<string> keys, UpsertOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(new UpsertRows(source, keys, options), cancellationToken);

    /// <summary>Makes a new version whose rows, schema and properties are those of an earlier one.</summary>
    /// <inheritdoc cref="TableRestorer.PrepareAsync"/>
    /// <exception cref="TableConflictException">Another commit changed the table since it was read.</exception>
    public ValueTask<CommitResult> RestoreAsync(long version, RestoreOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(new RestoreVersion(version, options), cancellationToken);

    /// <summary>Writes the state of a version as a checkpoint, from which it is read without the commits before it.</summary>
    /// <param name="version">The version; null for the newest.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="LakeException">NotFound: no such version. Unsupported: the table uses a feature that is unknown here, or holds a field
    /// that no checkpoint can hold.</exception>
    public async ValueTask<CheckpointResult> CheckpointAsync(long? version = null, CancellationToken cancellationToken = default)
    {
        var snapshot = version is { } number
            ? await SnapshotAsync(number, cancellationToken).ConfigureAwait(false)
            : await SnapshotAsync(cancellationToken).ConfigureAwait(false);
        return await new CheckpointWriter(folder, context).WriteAsync(snapshot, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes the files of the log that have expired (<c>delta.logRetentionDuration</c>, 30 days where it is not set): commits,
    /// checkpoints and what belongs to them, as far as a readable checkpoint stands for them. Versions before it can no longer be read.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="LakeException">Invalid: the retention is no length of time. Unsupported: the table uses a feature that is unknown here.</exception>
    public async ValueTask<LogCleanUpResult> CleanUpLogAsync(LogCleanUpOptions? options = null, CancellationToken cancellationToken = default) =>
        await new LogCleaner(folder, context).RunAsync(
            await SnapshotAsync(cancellationToken).ConfigureAwait(false), options ?? new LogCleanUpOptions(), cancellationToken).ConfigureAwait(false);

    /// <summary>Writes what the commits of some versions did as one file, which readers take in their place. The commits stay.</summary>
    /// <param name="fromVersion">The first version.</param>
    /// <param name="toVersion">The last one.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The file, relative to the table.</returns>
    /// <exception cref="LakeException">Invalid: no range. NotFound: a version of it is not there. Conflict: it was compacted before.
    /// Unsupported: a commit holds an action that is unknown here.</exception>
    public async ValueTask<string> CompactLogAsync(long fromVersion, long toVersion, CancellationToken cancellationToken = default) =>
        await new LogCompactor(folder).RunAsync(
            await SnapshotAsync(cancellationToken).ConfigureAwait(false), fromVersion, toVersion, cancellationToken).ConfigureAwait(false);

    /// <summary>Writes rows anew in fewer, larger files, or clustered by columns (<see cref="OptimizeFiles"/>). The rows stay the same.</summary>
    /// <exception cref="TableConflictException">Another commit removed or changed one of the files meanwhile.</exception>
    public ValueTask<CommitResult> OptimizeAsync(OptimizeOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(new OptimizeFiles(options), cancellationToken);

    /// <summary>Deletes files in the table's folder that no version within the retention needs (<see cref="TableVacuum"/>). No version is made.</summary>
    /// <inheritdoc cref="TableVacuum.RunAsync"/>
    public ValueTask<VacuumReport> VacuumAsync(VacuumOptions? options = null, CancellationToken cancellationToken = default) =>
        new TableVacuum(folder, context).RunAsync(options, cancellationToken);

    /// <summary>Makes a table elsewhere with a version's columns, properties and rows (<see cref="TableCloner"/>).</summary>
    /// <param name="destination">A store whose root becomes the clone's folder.</param>
    /// <param name="version">The version; null for the newest.</param>
    /// <param name="options">How; null for a clone that stands alone.</param>
    /// <param name="copied">Told the bytes of each file copied, from several threads; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work; what was copied stays.</param>
    /// <inheritdoc cref="TableCloner.RunAsync" path="/exception"/>
    public async ValueTask<CommitResult> CloneAsync(
        IObjectStore destination, long? version = null, CloneOptions? options = null, Action<long>? copied = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var source = version is { } number
            ? await SnapshotAsync(number, cancellationToken).ConfigureAwait(false)
            : await SnapshotAsync(cancellationToken).ConfigureAwait(false);
        return await new TableCloner(destination, context).RunAsync(source, options, copied, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a change of the newest version, and commits it.</summary>
    /// <param name="change">What to do.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="TableConflictException">Another commit excludes it.</exception>
    /// <exception cref="LakeException">As the change says; Unknown: it is not known whether the commit exists. Unavailable: nothing was committed.</exception>
    public async ValueTask<CommitResult> ChangeAsync(ITableChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        var current = await SnapshotAsync(cancellationToken).ConfigureAwait(false);
        var transaction = await change.PrepareAsync(folder, context, current, cancellationToken).ConfigureAwait(false);
        return await CommitAsync(transaction, change.Commit, cancellationToken).ConfigureAwait(false);
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
