using Apache.Arrow;
using LakeVersion.Delta;
using LakeVersion.Delta.Checkpoints;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Converting;
using LakeVersion.Delta.Editing;
using LakeVersion.Delta.Merging;
using LakeVersion.Delta.Optimizing;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Vacuuming;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Changes;

/// <summary>A table in a transaction: its base with the transaction's own versions. One call at a time.</summary>
/// <remarks>A change that fails leaves the table as it was; the transaction can go on.</remarks>
public sealed class TransactionTable
{
    private readonly Lake lake;
    private readonly Transaction transaction;
    private readonly TransactionFiles files;
    private readonly TableGuard guard;
    private readonly AskedTable asked;
    private readonly TreeFolder folder;
    private DeltaTable? opened;
    private TransactionReads? reads = TransactionReads.Nothing;
    private bool hasStaged;

    internal TransactionTable(Lake lake, Transaction transaction, TransactionFiles files, TableGuard guard, AskedChanges asked, string path)
    {
        this.lake = lake;
        this.transaction = transaction;
        this.files = files;
        this.guard = guard;
        this.asked = new AskedTable(asked, transaction, path);
        Path = path;
        folder = new TreeFolder(new TransactionView(transaction), transaction, path, $"{transaction.Branch.Name}:{path}", lake.Store.StoreTimeAsync);
    }

    /// <summary>The table's path, which is its name.</summary>
    public string Path { get; }

    /// <summary>True where the base or this transaction has the table.</summary>
    public async ValueTask<bool> ExistsAsync(CancellationToken cancellationToken = default)
    {
        await foreach (var _ in transaction.ScanAsync(TablePath.LogPrefix(Path), null, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        return false;
    }

    /// <summary>Creates the table, with or without rows.</summary>
    /// <exception cref="LakeException">Conflict: it exists. Invalid or Unsupported: a column, partitioning or property.</exception>
    public ValueTask CreateAsync(
        Schema schema, CreateOptions? options = null, IAsyncEnumerable<RecordBatch>? rows = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schema);
        options ??= new CreateOptions();
        return CreateAsync(AskedTable.Of(schema, options), schema, options, rows, cancellationToken);
    }

    /// <summary>Appends rows. A table that does not exist is created with the columns of the first batch.</summary>
    /// <exception cref="LakeException">Invalid: rows that do not fit; the message names column, expected and found type.</exception>
    public async ValueTask AppendAsync(
        IAsyncEnumerable<RecordBatch> batches, AppendOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new AppendOptions();
        var request = Asked(AskedTable.Of(options), options.Application);
        if (!await ExistsAsync(cancellationToken).ConfigureAwait(false))
        {
            await CreateFromRowsAsync(request, batches, options, cancellationToken).ConfigureAwait(false);
            return;
        }

        var current = await OpenAsync(cancellationToken).ConfigureAwait(false);
        var appender = new TableAppender(folder, lake.Tables);
        await StageAsync(request, () => appender.PrepareAsync(current, batches, options, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts new rows in place of all.</summary>
    /// <exception cref="LakeException">NotFound: no such table. Invalid: rows that do not fit.</exception>
    public async ValueTask OverwriteAsync(
        IAsyncEnumerable<RecordBatch> batches, OverwriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new OverwriteOptions();
        var request = Asked(AskedTable.Of(options), options.Application);
        var current = await OpenAsync(cancellationToken).ConfigureAwait(false);
        var overwriter = new TableOverwriter(folder, lake.Tables);
        await StageAsync(request, () => overwriter.PrepareAsync(current, batches, options, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Goes forward by a version whose rows are those of an earlier version of the table's own log.</summary>
    /// <exception cref="LakeException">NotFound: no such table or version.</exception>
    public async ValueTask RestoreAsync(long version, RestoreOptions? options = null, CancellationToken cancellationToken = default) =>
        await ChangeAsync(new RestoreVersion(version, options), cancellationToken).ConfigureAwait(false);

    /// <summary>Deletes the rows that pass a predicate; null deletes all.</summary>
    /// <returns>Figures of the operation, in Spark's words.</returns>
    /// <exception cref="LakeException">NotFound: no such table. Else as for <see cref="DeleteRows"/>.</exception>
    public ValueTask<IReadOnlyDictionary<string, string?>> DeleteAsync(
        Predicate? predicate, DeleteOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(new DeleteRows(predicate, options), cancellationToken);

    /// <summary>Gives columns of the rows that pass a predicate new values; null means all rows.</summary>
    /// <returns>Figures of the operation, in Spark's words.</returns>
    /// <exception cref="LakeException">NotFound: no such table. Else as for <see cref="UpdateRows"/>.</exception>
    public ValueTask<IReadOnlyDictionary<string, string?>> UpdateAsync(
        Predicate? predicate, IReadOnlyDictionary<string, ValueExpression> values, UpdateOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(new UpdateRows(predicate, values, options), cancellationToken);

    /// <summary>Brings rows in by their keys: those that the table has are updated or deleted, others inserted.</summary>
    /// <returns>Figures of the operation, in Spark's words.</returns>
    /// <exception cref="LakeException">NotFound: no such table. Else as for <see cref="UpsertRows"/>.</exception>
    public ValueTask<IReadOnlyDictionary<string, string?>> UpsertAsync(
        IAsyncEnumerable<RecordBatch> source, IReadOnlyList<string> keys, UpsertOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(new UpsertRows(source, keys, options), cancellationToken);

    /// <summary>Declares the columns that tell rows apart, by which rows are merged and compared; null takes the declaration away.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="checksRows">True reads the keys of all rows first.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="LakeException">NotFound: no such table. Else as for <see cref="SetKey"/>.</exception>
    public async ValueTask SetKeyAsync(IReadOnlyList<string>? columns, bool checksRows = true, CancellationToken cancellationToken = default) =>
        await ChangeAsync(new SetKey(columns) { ChecksRows = checksRows }, cancellationToken).ConfigureAwait(false);

    /// <summary>Makes a change of the table as the transaction has it.</summary>
    /// <param name="change">What to do.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Figures of the operation, in Spark's words.</returns>
    /// <exception cref="LakeException">NotFound: no such table. Else as the change says.</exception>
    public async ValueTask<IReadOnlyDictionary<string, string?>> ChangeAsync(ITableChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        var current = await OpenAsync(cancellationToken).ConfigureAwait(false);
        DeltaTransaction? done = null;
        await StageAsync(
            null,
            async () => done = await change.PrepareAsync(folder, lake.Tables, current, cancellationToken).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        asked.Add(change.Request);
        return done!.Info.OperationMetrics;
    }

    /// <summary>Writes rows anew in fewer, larger files, or clustered by columns (<see cref="OptimizeFiles"/>). The rows stay the same.</summary>
    /// <returns>Figures, in Spark's words.</returns>
    /// <exception cref="LakeException">NotFound: no such table.</exception>
    public ValueTask<IReadOnlyDictionary<string, string?>> OptimizeAsync(OptimizeOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(new OptimizeFiles(options), cancellationToken);

    /// <summary>Lets go of files in the table's folder that no version within the retention needs (<see cref="TableVacuum"/>). Earlier
    /// revisions of the lake keep theirs.</summary>
    /// <remarks>A restore that the branch got meanwhile wins: what it brought back stays.</remarks>
    /// <exception cref="LakeException">NotFound: no such table. Refused: a retention shorter than the table's own.</exception>
    public async ValueTask<VacuumReport> VacuumAsync(VacuumOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new VacuumOptions();
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        transaction.Group(TablePath.Prefix(Path), new TableRebaser(lake.Tables, mutants: lake.Mutants));
        var report = await new TableVacuum(folder, lake.Tables).RunAsync(options, cancellationToken).ConfigureAwait(false);
        asked.Add($"vacuum {options.Retention} {options.DryRun}");
        return report;
    }

    /// <summary>Makes the Parquet files below the path a table there, as they are (<see cref="TableConverter"/>).</summary>
    /// <exception cref="LakeException">Conflict: a table is here already. Else as for <see cref="TableConverter.PrepareAsync"/>.</exception>
    public async ValueTask ConvertAsync(ConvertOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ConvertOptions();
        await guard.CheckNotNestedAsync(Path, cancellationToken).ConfigureAwait(false);
        opened = null;
        await StageAsync(
            null,
            async () =>
            {
                var change = await new TableConverter(folder, lake.Tables).PrepareAsync(options, cancellationToken).ConfigureAwait(false);
                await TakeOverAsync(cancellationToken).ConfigureAwait(false);
                return change;
            },
            cancellationToken).ConfigureAwait(false);
        asked.Add(AskedTable.Of(options));
    }

    /// <summary>Drops the table from the branch; other revisions keep it.</summary>
    /// <exception cref="LakeException">NotFound: no such table.</exception>
    public async ValueTask DropAsync(CancellationToken cancellationToken = default)
    {
        if (!await ExistsAsync(cancellationToken).ConfigureAwait(false))
        {
            throw await NotFoundAsync(cancellationToken).ConfigureAwait(false);
        }

        asked.Add("drop");
        await files.DeleteFolderAsync(Path, cancellationToken).ConfigureAwait(false);
        opened = null;
    }

    /// <summary>Copies a table of any revision here, by reference, as a table of its own id.</summary>
    /// <exception cref="LakeException">Conflict: a table is here already. NotFound: no such table there.</exception>
    public ValueTask CopyFromAsync(LakeSnapshot from, string source, CancellationToken cancellationToken = default) =>
        CloneFromAsync(from, source, null, cancellationToken);

    /// <summary>Copies a table of any revision here, by reference, as a table of its own id, with the rows of a version of its log.</summary>
    /// <param name="from">The revision.</param>
    /// <param name="source">The table's path there.</param>
    /// <param name="version">A version of its log, which the copy is restored to; null for the newest.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="LakeException">Conflict: a table is here already. NotFound: no such table or version there. Expired: a file of the
    /// version is gone.</exception>
    public async ValueTask CloneFromAsync(LakeSnapshot from, string source, long? version, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        if (await ExistsAsync(cancellationToken).ConfigureAwait(false))
        {
            throw LakeException.Conflict($"The table '{Path}' exists already on branch '{transaction.Branch.Name}'; drop it first.");
        }

        asked.Add(version is null ? $"copy {from.Label}:{source}" : $"copy {from.Label}:{source} {version}");
        await from.Table(source).OpenAsync(version, cancellationToken: cancellationToken).ConfigureAwait(false);
        await guard.CheckNewTableAsync(Path, cancellationToken).ConfigureAwait(false);
        await StageAsync(
            null,
            async () =>
            {
                await TakeAsync(from, source, cancellationToken).ConfigureAwait(false);
                if (version is { } number)
                {
                    // While it still has the source's id: versions of another table are not restored.
                    var restore = new RestoreVersion(number);
                    await StageAsync(await restore.PrepareAsync(folder, lake.Tables, await OpenAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                }

                var current = await OpenAsync(cancellationToken).ConfigureAwait(false);
                return new TableCopier(lake.Tables).Prepare(current, $"{from.Label}:{source}");
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The table with the transaction's own versions.</summary>
    /// <exception cref="LakeException">NotFound: no such table; near names are suggested.</exception>
    public async ValueTask<DeltaSnapshot> OpenAsync(CancellationToken cancellationToken = default)
    {
        // Asked each time: deleting the folder drops the table too, and an opened one would not know.
        if (!await ExistsAsync(cancellationToken).ConfigureAwait(false))
        {
            throw await NotFoundAsync(cancellationToken).ConfigureAwait(false);
        }

        opened ??= await DeltaTable.OpenAsync(folder, lake.Tables, cancellationToken).ConfigureAwait(false);
        return await opened.SnapshotAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads rows, own writes included.</summary>
    /// <returns>Batches of at most 65,536 rows, which the caller disposes of.</returns>
    public async IAsyncEnumerable<RecordBatch> ReadAsync(
        IReadOnlyList<string>? columns = null,
        Predicate? predicate = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var snapshot = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var batch in snapshot.ReadAsync(columns, predicate, cancellationToken).ConfigureAwait(false))
        {
            yield return batch;
        }
    }

    /// <summary>Makes an earlier state of the table its new version; none where it has all of it already.</summary>
    internal async ValueTask RestoreAsync(
        DeltaSnapshot current, DeltaSnapshot target, RestoreOptions? options, CancellationToken cancellationToken)
    {
        var restorer = new TableRestorer(folder, lake.Tables);
        await StageAsync(null, PrepareAsync, cancellationToken).ConfigureAwait(false);

        async ValueTask<DeltaTransaction> PrepareAsync()
        {
            var change = await restorer.PrepareAsync(current, target, options ?? new RestoreOptions(), cancellationToken).ConfigureAwait(false);
            return change with { IsUnchanged = change.Actions.Count == 0 };
        }
    }

    /// <summary>Merges what became of the table on another side into a new version; a merge that leaves conflicts leaves the table as it was.</summary>
    /// <param name="base">The state that both sides come from.</param>
    /// <param name="theirs">The other side's state.</param>
    /// <param name="trees">Where files are that the version needs and the transaction's tree lacks, the first that has one; their sources are declared.</param>
    /// <param name="options">How; its callback hears of every conflict.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    internal async ValueTask MergeAsync(
        DeltaSnapshot @base, DeltaSnapshot theirs, IReadOnlyList<Tree> trees, TableMergeOptions options, CancellationToken cancellationToken)
    {
        var current = await OpenAsync(cancellationToken).ConfigureAwait(false);
        var prefix = TablePath.Prefix(Path);
        var earlier = transaction.Changes(prefix);
        DeltaTransaction? merged = null;
        try
        {
            var outcome = await new TableMerger(folder, lake.Tables).MergeAsync(@base, current, theirs, options, cancellationToken).ConfigureAwait(false);
            merged = outcome.Transaction;
            await BringAsync(outcome.Taken, trees, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (merged is null)
            {
                transaction.Rewind(prefix, earlier);
            }
        }

        if (merged is not null)
        {
            await StageAsync(null, () => ValueTask.FromResult(merged), cancellationToken).ConfigureAwait(false);
            await CarriedCheckpoint.TakeAsync(lake.Mutants, transaction, TablePath.LogPrefix(Path), trees[0], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes all entries of a table over by reference, as they are.</summary>
    internal ValueTask TakeAsync(LakeSnapshot from, string source, CancellationToken cancellationToken)
    {
        if (from.Revision.Source is { } state)
        {
            transaction.Use(state);
        }

        return TakeAsync(from.Tree, source, cancellationToken);
    }

    /// <summary>Takes all entries of a table over by reference, as they are, from a tree whose source is declared.</summary>
    internal async ValueTask TakeAsync(Tree from, string source, CancellationToken cancellationToken)
    {
        var prefix = TablePath.Prefix(source);
        transaction.Group(TablePath.Prefix(Path), new TableRebaser(lake.Tables, mutants: lake.Mutants));
        await foreach (var item in from.ScanAsync(new TreeScan { Prefix = prefix }, cancellationToken).ConfigureAwait(false))
        {
            transaction.Put(Versioning.Places.LakePath.Parse(TablePath.Prefix(Path) + item.Path.Value[prefix.Length..]), item.Entry!);
        }

        opened = null;
        reads = null;
    }

    /// <summary>Takes over the files of a snapshot that the transaction's tree lacks, as after a vacuum.</summary>
    internal ValueTask TakeFilesAsync(LakeSnapshot from, DeltaSnapshot then, CancellationToken cancellationToken) =>
        TakeFilesAsync(from.Tree, then, cancellationToken);

    /// <summary>Takes over the files of a snapshot that the transaction's tree lacks, from the snapshot's tree.</summary>
    internal async ValueTask TakeFilesAsync(Tree from, DeltaSnapshot then, CancellationToken cancellationToken)
    {
        foreach (var key in then.Files.SelectMany(Delta.Log.TableFiles.Of).Distinct())
        {
            var path = Versioning.Places.LakePath.Parse(TablePath.Prefix(Path) + key.Value);
            if (await transaction.GetAsync(path, cancellationToken).ConfigureAwait(false) is null
                && await from.GetAsync(path, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                transaction.Put(path, entry);
            }
        }
    }

    private async ValueTask BringAsync(IReadOnlyList<StoreKey> files, IReadOnlyList<Tree> trees, CancellationToken cancellationToken)
    {
        foreach (var path in files.Select(key => Versioning.Places.LakePath.Parse(TablePath.Prefix(Path) + key.Value)))
        {
            if (await transaction.GetAsync(path, cancellationToken).ConfigureAwait(false) is not null)
            {
                continue;
            }

            TreeEntry? entry = null;
            foreach (var tree in trees)
            {
                entry ??= await tree.GetAsync(path, cancellationToken).ConfigureAwait(false);
            }

            transaction.Put(path, entry ?? throw LakeException.Expired(
                $"The file '{path}' of the table '{Path}' was let go on both sides, as by a vacuum, and the merged table needs it. Nothing was changed."));
        }
    }

    // The application's own number says what its batch is: once it is in the table, a retry writes no rows. Null where all is said.
    private string? Asked(string request, ApplicationBatch? batch)
    {
        if (batch is null)
        {
            return request;
        }

        asked.Add(request);
        return null;
    }

    // The files that are here become part of this table's own step: what the branch gets besides meanwhile is then told from them.
    private async ValueTask TakeOverAsync(CancellationToken cancellationToken)
    {
        var items = await transaction.ScanAsync(TablePath.Prefix(Path), null, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        items.ForEach(item => transaction.Put(item.Path, item.Entry!));
    }

    // A change that fails leaves nothing behind: a later commit would publish its data files as strays.
    private async ValueTask StageAsync(
        string? withRows, Func<ValueTask<DeltaTransaction>> prepare, CancellationToken cancellationToken)
    {
        var prefix = TablePath.Prefix(Path);
        var earlier = transaction.Changes(prefix);
        try
        {
            var change = await prepare().ConfigureAwait(false);
            Remember(change, earlier);
            await StageAsync(change, cancellationToken).ConfigureAwait(false);
            if (withRows is not null)
            {
                asked.AddWithRows(withRows, earlier);
            }
        }
        catch
        {
            transaction.Rewind(prefix, earlier);
            opened = null;
            throw;
        }
    }

    // What versions read that another command staged, or that were taken over with a log, is not known, and counts as everything.
    private void Remember(DeltaTransaction change, IReadOnlyList<PathChange> earlier)
    {
        if (change.NeedsCommit)
        {
            reads = hasStaged || !earlier.Any(path => TablePath.IsInLog(path.Path.Value)) ? reads?.With(change.Reads) : null;
            hasStaged = true;
        }
    }

    private async ValueTask StageAsync(DeltaTransaction change, CancellationToken cancellationToken)
    {
        if (!change.NeedsCommit)
        {
            return;
        }

        var isFirst = transaction.Changes(TablePath.LogPrefix(Path)).Count == 0;
        var staged = change.Stage(await lake.Store.StoreTimeAsync(cancellationToken).ConfigureAwait(false));
        transaction.Group(TablePath.Prefix(Path), new TableRebaser(lake.Tables, reads, lake.Mutants));
        var outcome = await folder.CreateAsync(staged.Key, staged.Content, cancellationToken).ConfigureAwait(false);
        if (outcome.Result != CreateResult.Created)
        {
            throw LakeException.Conflict($"Version {staged.Version} of '{Path}' was made twice in one transaction; change a table by one call at a time.");
        }

        // Of the version that the branch has, and not of mine, which gets another number where the branch moves meanwhile.
        if ((isFirst || lake.Mutants.HasFlag(TableMutants.CarriesCheckpoints)) && change.ReadSnapshot is { } read)
        {
            await DueCheckpoint.WriteAsync(folder, lake.Tables, read, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask CreateAsync(
        string? request, Schema schema, CreateOptions options, IAsyncEnumerable<RecordBatch>? rows, CancellationToken cancellationToken)
    {
        if (await ExistsAsync(cancellationToken).ConfigureAwait(false))
        {
            throw LakeException.Conflict($"The table '{Path}' exists already on branch '{transaction.Branch.Name}'. Append to it or overwrite it.");
        }

        await guard.CheckNewTableAsync(Path, cancellationToken).ConfigureAwait(false);
        opened = null;
        var creator = new TableCreator(folder, lake.Tables);
        await StageAsync(request, () => creator.PrepareAsync(schema, options, rows, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask CreateFromRowsAsync(
        string? request, IAsyncEnumerable<RecordBatch> batches, AppendOptions options, CancellationToken cancellationToken)
    {
        var rows = await FirstBatch.PeekAsync(batches, cancellationToken).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            var schema = rows.Schema ?? throw LakeException.Invalid($"The table '{Path}' does not exist, and there are no rows to take its columns from.");
            var create = new CreateOptions { Files = options.Files, Commit = options.Commit, Application = options.Application };
            await CreateAsync(request, schema, create, rows.ReadAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<LakeException> NotFoundAsync(CancellationToken cancellationToken)
    {
        var tables = new List<string>();
        var scan = new Versioning.Trees.TreeScan { TablesOnly = true };
        await foreach (var item in transaction.BaseTree.ScanAsync(scan, cancellationToken).ConfigureAwait(false))
        {
            tables.Add(TablePath.OfLogFile(item.Path.Value));
        }

        return LakeException.NotFound($"No table '{Path}' on branch '{transaction.Branch.Name}'.{NearNames.Hint(Path, tables)}");
    }
}
