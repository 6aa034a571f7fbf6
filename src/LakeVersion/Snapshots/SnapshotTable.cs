using System.Diagnostics.CodeAnalysis;
using Apache.Arrow;
using LakeVersion.Delta;
using LakeVersion.Delta.Changes;
using LakeVersion.Delta.Comparing;
using LakeVersion.Delta.Merging;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Tracing;

namespace LakeVersion.Snapshots;

/// <summary>A table at one revision of its lake. Safe for concurrent use.</summary>
public sealed class SnapshotTable
{
    private readonly Lake lake;
    private readonly LakeSnapshot at;
    private readonly TreeFolder folder;

    internal SnapshotTable(Lake lake, LakeSnapshot at, SnapshotView view, string path)
    {
        this.lake = lake;
        this.at = at;
        Path = path;
        folder = new TreeFolder(view, null, path, $"{at.Label}:{path}", lake.Store.StoreTimeAsync);
    }

    /// <summary>The table's path, which is its name.</summary>
    public string Path { get; }

    /// <summary>True where the revision holds the table.</summary>
    public async ValueTask<bool> ExistsAsync(CancellationToken cancellationToken = default) =>
        await TableProbe.ExistsAsync(at.Tree, Path, cancellationToken).ConfigureAwait(false);

    /// <summary>The table as the revision has it, or at an earlier version or time of its own log.</summary>
    /// <param name="version">A version of the table's log; null for the newest at the revision.</param>
    /// <param name="asOf">The newest version at a time, by the table's log; null for the newest at the revision.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">NotFound: no such table (near names are suggested) or version. Corrupt: a damaged log.</exception>
    public async ValueTask<DeltaSnapshot> OpenAsync(
        long? version = null, DateTimeOffset? asOf = null, CancellationToken cancellationToken = default)
    {
        var table = await TableAsync(cancellationToken).ConfigureAwait(false);
        return version is { } v ? await table.SnapshotAsync(v, cancellationToken).ConfigureAwait(false)
            : asOf is { } time ? await table.SnapshotAsync(time, cancellationToken).ConfigureAwait(false)
            : await table.SnapshotAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The table's columns.</summary>
    public async ValueTask<Schema> SchemaAsync(CancellationToken cancellationToken = default) =>
        (await OpenAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Schema;

    /// <summary>Reads rows, in an order that is the same at every read of the same revision (path of the file, then row).</summary>
    /// <param name="columns">The columns wanted, in the order wanted; null reads all.</param>
    /// <param name="predicate">Only rows that pass; null reads all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Batches of at most 65,536 rows, which the caller disposes of.</returns>
    public async IAsyncEnumerable<RecordBatch> ReadAsync(
        IReadOnlyList<string>? columns = null,
        Predicate? predicate = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var snapshot = await OpenAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        await foreach (var batch in snapshot.ReadAsync(columns, predicate, cancellationToken).ConfigureAwait(false))
        {
            yield return batch;
        }
    }

    /// <summary>Reads rows as records; columns are matched to the constructor's parameters or properties by name.</summary>
    public IAsyncEnumerable<T> ReadAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties)] T>(
        Predicate? predicate = null, CancellationToken cancellationToken = default) =>
        TypedRows.ReadAsync<T>(this, predicate, cancellationToken);

    /// <summary>The table's own versions, newest first.</summary>
    public async ValueTask<IReadOnlyList<HistoryEntry>> HistoryAsync(int? limit = null, CancellationToken cancellationToken = default)
    {
        var table = await TableAsync(cancellationToken).ConfigureAwait(false);
        return await table.HistoryAsync(limit, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the lake's commits did to one row, newest first: also across branches and merges, new names of columns, and rewrites
    /// of files, which are no change of the row.</summary>
    /// <param name="key">The row's key as text, one value a key column.</param>
    /// <param name="keyColumns">The columns of the key; null takes the table's declared key (<c>lakeversion.key</c>).</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <remarks>A row that is not there has a history too: that of its deletion. Only files that may hold the row are read, and only at
    /// commits that changed them.</remarks>
    /// <exception cref="LakeException">NotFound: no such table. Invalid: no key is declared, it does not fit, or several rows have it.</exception>
    public async IAsyncEnumerable<RowChange> RowHistoryAsync(
        IReadOnlyList<string> key,
        IReadOnlyList<string>? keyColumns = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var row = await KeyAsync(key, keyColumns, cancellationToken).ConfigureAwait(false);
        await foreach (var change in new TableTrace(lake, Path).HistoryAsync(at.Commit, row, cancellationToken).ConfigureAwait(false))
        {
            yield return change;
        }
    }

    /// <summary>Which commits a row is from: each of its cells, and the row as a whole.</summary>
    /// <param name="key">The row's key as text, one value a key column.</param>
    /// <param name="keyColumns">The columns of the key; null takes the table's declared key (<c>lakeversion.key</c>).</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="LakeException">NotFound: no such table or row. Invalid: no key is declared, it does not fit, or several rows have it.</exception>
    public async ValueTask<RowBlame> BlameRowAsync(
        IReadOnlyList<string> key, IReadOnlyList<string>? keyColumns = null, CancellationToken cancellationToken = default)
    {
        var row = await KeyAsync(key, keyColumns, cancellationToken).ConfigureAwait(false);
        return await new TableTrace(lake, Path).BlameAsync(at.Commit, row, cancellationToken).ConfigureAwait(false)
            ?? throw LakeException.NotFound($"'{Path}' at {at.Label} has no row with the key {string.Join(", ", key)}. What became of it: lv table history {Path} --key {string.Join(" --key ", key)}");
    }

    /// <summary>Which commits the definitions of the columns are from, in the table's order.</summary>
    /// <exception cref="LakeException">NotFound: no such table.</exception>
    public async ValueTask<IReadOnlyList<ColumnBlame>> BlameColumnsAsync(CancellationToken cancellationToken = default)
    {
        var state = await OpenAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        return await new TableTrace(lake, Path).BlameColumnsAsync(at.Commit, state, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What versions of the table's log did to rows, where the table records it.</summary>
    /// <param name="fromVersion">The first version whose changes are wanted.</param>
    /// <param name="toVersion">The last one; null for the newest at the revision.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <inheritdoc cref="DeltaTable.ChangesAsync(long, long?, CancellationToken)" path="/exception"/>
    public async ValueTask<TableChanges> ChangesAsync(long fromVersion, long? toVersion = null, CancellationToken cancellationToken = default)
    {
        var table = await TableAsync(cancellationToken).ConfigureAwait(false);
        return await table.ChangesAsync(fromVersion, toVersion, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the versions of a time, by the table's log, did to rows.</summary>
    /// <param name="from">Versions committed at this time or later.</param>
    /// <param name="to">Versions committed at this time or before; null for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <inheritdoc cref="DeltaTable.ChangesAsync(DateTimeOffset, DateTimeOffset?, CancellationToken)" path="/exception"/>
    public async ValueTask<TableChanges> ChangesAsync(DateTimeOffset from, DateTimeOffset? to = null, CancellationToken cancellationToken = default)
    {
        var table = await TableAsync(cancellationToken).ConfigureAwait(false);
        return await table.ChangesAsync(from, to, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What differs between the rows of this table and those of a later one, which may be that of another revision, path or lake.
    /// Reads only files in which they differ.</summary>
    /// <param name="later">The later table.</param>
    /// <param name="options">Key and limits; null compares by the key that the later table's property <c>lakeversion.key</c> names, and
    /// whole rows where it names none.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    /// <inheritdoc cref="RowComparison.CompareAsync" path="/returns"/>
    /// <inheritdoc cref="RowComparison.CompareAsync" path="/exception"/>
    public async IAsyncEnumerable<RowDifferences> CompareRowsAsync(
        SnapshotTable later, RowComparisonOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(later);
        var before = await OpenAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        var after = await later.OpenAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        options ??= new RowComparisonOptions { Keys = TableKey.Of(after.Properties) };
        await foreach (var differences in new RowComparison(lake.Tables).CompareAsync(before, after, options, cancellationToken).ConfigureAwait(false))
        {
            yield return differences;
        }
    }

    /// <summary>Copies the table to a folder of keys as a plain Delta table of one version, with an id of its own.</summary>
    /// <param name="destination">A store whose root becomes the table's folder. The log is made last: before it there is no table.</param>
    /// <param name="table">What <see cref="OpenAsync"/> gave; null for the table as the revision has it.</param>
    /// <param name="copied">Told the bytes of each data file copied; null for nobody.</param>
    /// <param name="cancellationToken">Ends the copying; what was copied stays.</param>
    /// <exception cref="LakeException">Conflict: a table is there already.</exception>
    public async ValueTask ExportAsync(
        IObjectStore destination, DeltaSnapshot? table = null, Action<long>? copied = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        table ??= await OpenAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        await new TableExport(lake, at, Path).RunAsync(table, destination, copied, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Copies the table to a folder of keys with its log as it is: all versions, with their times and the table's id.</summary>
    /// <param name="destination">A store whose root becomes the table's folder. The log is made last: before it there is no table.</param>
    /// <param name="copied">Told the bytes of each file copied; null for nobody.</param>
    /// <param name="cancellationToken">Ends the copying; what was copied stays.</param>
    /// <exception cref="LakeException">NotFound: no such table. Conflict: a table is there already.</exception>
    public async ValueTask<HistoryReport> ExportHistoryAsync(
        IObjectStore destination, Action<long>? copied = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        await TableAsync(cancellationToken).ConfigureAwait(false);
        return await new HistoryExport(lake, at, Path, folder).RunAsync(destination, copied, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a plain Delta table of one version whose log names the lake's own objects by absolute paths, where they stand alone;
    /// small files are copied beside it.</summary>
    /// <remarks>Keep the revision: what the lake no longer needs it may collect. Spark, Trino and delta-kernel follow absolute paths; delta-rs
    /// and DuckDB's extension do not.</remarks>
    /// <param name="destination">A store whose root becomes the table's folder.</param>
    /// <param name="table">What <see cref="OpenAsync"/> gave; null for the table as the revision has it.</param>
    /// <param name="cancellationToken">Ends the work; what was copied stays.</param>
    /// <exception cref="LakeException">Conflict: a table is there already. Unsupported: no other program could find the lake.</exception>
    public async ValueTask<LinkReport> LinkAsync(IObjectStore destination, DeltaSnapshot? table = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        table ??= await OpenAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        return await new TableLink(lake, at, Path).RunAsync(table, destination, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<RowKey> KeyAsync(IReadOnlyList<string> key, IReadOnlyList<string>? keyColumns, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return RowKey.Of(await OpenAsync(cancellationToken: cancellationToken).ConfigureAwait(false), Path, key, keyColumns);
    }

    private async ValueTask<DeltaTable> TableAsync(CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(cancellationToken).ConfigureAwait(false))
        {
            var names = await at.TablesAsync(cancellationToken).ConfigureAwait(false);
            throw LakeException.NotFound($"No table '{Path}' at {at.Label}.{NearNames.Hint(Path, names)}");
        }

        return await DeltaTable.OpenAsync(folder, lake.Tables, cancellationToken).ConfigureAwait(false);
    }
}
