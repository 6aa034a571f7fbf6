using Apache.Arrow;

namespace LakeVersion.Parquet;

/// <summary>Writes one Parquet file. Not safe for concurrent use.</summary>
/// <remarks>Disposing without <see cref="FinishAsync"/> leaves an unreadable file, which the caller throws away.</remarks>
public interface IParquetWriter : IAsyncDisposable
{
    /// <summary>Bytes written to the stream so far, and an estimate of what is still buffered.</summary>
    long EstimatedSizeBytes { get; }

    /// <summary>Appends rows. The batch has exactly the writer's schema and stays the caller's.</summary>
    /// <exception cref="LakeVersion.Storage.LakeException">Invalid: another column or type than the writer's, or a null in a
    /// required column.</exception>
    ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken = default);

    /// <summary>Writes the footer and returns what was learned of the file while writing it.</summary>
    ValueTask<ParquetFileSummary> FinishAsync(CancellationToken cancellationToken = default);
}
