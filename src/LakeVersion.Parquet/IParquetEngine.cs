using Apache.Arrow;
using LakeVersion.Storage;

namespace LakeVersion.Parquet;

/// <summary>Reads and writes Parquet files as Arrow record batches: the seam behind which the packages stand.</summary>
/// <remarks>Engines are stateless and safe for concurrent use; the files and writers that they open are not.</remarks>
public interface IParquetEngine
{
    /// <summary>The engine's name, for messages and for choosing one at run time.</summary>
    string Name { get; }

    /// <summary>Opens a file by its footer, which is fetched by range and checked.</summary>
    /// <param name="store">Where the file is.</param>
    /// <param name="key">The file's key.</param>
    /// <param name="sizeBytes">The file's length, when the caller knows it; null asks the store.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">NotFound: no such object. Corrupt: not a Parquet file, or a damaged one.
    /// Unsupported: a feature that this engine would read wrongly.</exception>
    ValueTask<IParquetFile> OpenAsync(
        IObjectStore store, StoreKey key, long? sizeBytes = null, CancellationToken cancellationToken = default);

    /// <summary>Begins a file on a stream, which is written forward only and is left open.</summary>
    /// <exception cref="LakeException">Invalid or Unsupported: a schema that would be read back as another one, such as
    /// timestamps of another unit than microseconds, or that Parquet cannot store.</exception>
    IParquetWriter CreateWriter(Stream destination, Schema schema, ParquetWriteOptions options);
}
