using Apache.Arrow;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Changes;

/// <summary>The rows that versions of a table inserted, updated and deleted: its change data feed. Immutable.</summary>
public sealed class TableChanges
{
    private readonly DeltaSnapshot end;
    private readonly DeltaContext context;
    private readonly IReadOnlyList<FileChange> files;

    internal TableChanges(DeltaSnapshot end, DeltaContext context, long fromVersion, IReadOnlyList<FileChange> files)
    {
        (this.end, this.context, this.files, FromVersion) = (end, context, files, fromVersion);
        Schema = ChangeColumns.Of(end);
    }

    /// <summary>The first version whose changes these are.</summary>
    public long FromVersion { get; }

    /// <summary>The last version whose changes these are; the columns are its columns.</summary>
    public long ToVersion => end.Version;

    /// <summary>The table's columns at <see cref="ToVersion"/>, then <c>_change_type</c> (string: <c>insert</c>, <c>delete</c>,
    /// <c>update_preimage</c> or <c>update_postimage</c>), <c>_commit_version</c> (long) and <c>_commit_timestamp</c> (timestamp, UTC).</summary>
    public Schema Schema { get; }

    /// <summary>How many files hold the changes.</summary>
    public int FileCount => files.Count;

    /// <summary>Reads the changes in the order of their versions, the same at every read. Rows that a version only moved are none.</summary>
    /// <param name="columns">The columns of <see cref="Schema"/> wanted, in the order wanted; null reads all.</param>
    /// <param name="predicate">Only changes that pass, by any columns of <see cref="Schema"/>; null reads all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Batches of at most 65,536 rows, never empty, which the caller disposes of.</returns>
    /// <exception cref="LakeException">Invalid: an unknown column. Corrupt: a file is damaged or gone; a vacuum takes files that changes need.</exception>
    public IAsyncEnumerable<RecordBatch> ReadAsync(
        IReadOnlyList<string>? columns = null, Predicate? predicate = null, CancellationToken cancellationToken = default) =>
        new ChangeScan(end, context, columns, predicate).ReadAsync(files, cancellationToken);
}
