using Apache.Arrow;
using LakeVersion.Storage;

namespace LakeVersion.Parquet.Managed;

/// <summary>The engine on Parquet.Net, without native code.</summary>
/// <remarks>
/// Parquet.Net decodes and encodes values. Footers, schemas, levels, checksums, compression of pages read, and statistics are
/// ours, for in 6.1 some of these are wrong or missing; see docs/decisions/0011-two-parquet-engines.md. What it cannot read is
/// refused with the column's name before a row of its row group is handed out.
/// </remarks>
internal sealed class ManagedEngine : IParquetEngine
{
    /// <summary>What Parquet.Net may keep of its buffers; left to itself it keeps them all.</summary>
    public const int PoolBytes = 32 * 1024 * 1024;

    /// <inheritdoc/>
    public string Name => "parquet.net";

    /// <inheritdoc/>
    public async ValueTask<IParquetFile> OpenAsync(
        IObjectStore store, StoreKey key, long? sizeBytes = null, CancellationToken cancellationToken = default)
    {
        var tail = await FileTail.FetchAsync(store, key, sizeBytes, cancellationToken).ConfigureAwait(false);
        return DamageGuard.Run(key, "opening", () => Open(tail));
    }

    /// <inheritdoc/>
    public IParquetWriter CreateWriter(Stream destination, Schema schema, ParquetWriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(options);
        return new ManagedWriter(destination, schema, options);
    }

    private static ManagedFile Open(FileTail tail)
    {
        var footer = tail.ReadFooter();
        var columns = ColumnTree.Of(footer.Tree);
        return new ManagedFile(tail, footer, columns);
    }
}
