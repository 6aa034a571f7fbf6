using Apache.Arrow;

namespace LakeVersion.Parquet;

/// <summary>An open Parquet file. Not safe for concurrent use.</summary>
public interface IParquetFile : IAsyncDisposable
{
    /// <summary>The file's columns as Arrow fields, in file order, with field ids as metadata <c>PARQUET:field_id</c>.</summary>
    /// <remarks>The Parquet schema alone decides the types; a stored Arrow schema is disregarded. Timestamps are always in
    /// microseconds, with the zone "UTC" where the file says that they are adjusted to UTC, without a zone otherwise. INT96
    /// says neither and comes without; finer times are cut off downwards.</remarks>
    Schema Schema { get; }

    /// <summary>The top-level columns that hold times as INT96, which do not say whether they are instants. By custom they are, in UTC.</summary>
    IReadOnlySet<string> Int96Columns { get; }

    /// <summary>Rows in the file.</summary>
    long RowCount { get; }

    /// <summary>The row groups, in file order.</summary>
    IReadOnlyList<ParquetRowGroup> RowGroups { get; }

    /// <summary>Reads rows in file order, as batches of at most 65,536 rows, each of one row group. Only the ranges needed are fetched.</summary>
    /// <param name="columns">Top-level columns, in the order wanted; null reads all in file order. An unknown name is
    /// an error of the kind Invalid. An empty list yields batches that have a length and no columns.</param>
    /// <param name="rowGroups">Indexes of row groups, ascending; null reads all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <remarks>Batches are the caller's to dispose and outlive the file. One reading at a time: a second one that begins before
    /// the first has ended throws <see cref="InvalidOperationException"/>.</remarks>
    /// <exception cref="LakeVersion.Storage.LakeException">Corrupt: the data is damaged; the message names file and place.</exception>
    IAsyncEnumerable<RecordBatch> ReadAsync(
        IReadOnlyList<string>? columns = null, IReadOnlyList<int>? rowGroups = null, CancellationToken cancellationToken = default);
}
