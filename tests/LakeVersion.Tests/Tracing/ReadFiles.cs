using Apache.Arrow;
using LakeVersion.Parquet;
using LakeVersion.Storage;

namespace LakeVersion.Tests.Tracing;

/// <summary>Counts the Parquet files that are opened.</summary>
internal sealed class ReadFiles(IParquetEngine inner) : IParquetEngine
{
    private int opened;

    public string Name => inner.Name;

    public int Opened => opened;

    public ValueTask<IParquetFile> OpenAsync(IObjectStore store, StoreKey key, long? sizeBytes = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref opened);
        return inner.OpenAsync(store, key, sizeBytes, cancellationToken);
    }

    public IParquetWriter CreateWriter(Stream destination, Schema schema, ParquetWriteOptions options) => inner.CreateWriter(destination, schema, options);
}
