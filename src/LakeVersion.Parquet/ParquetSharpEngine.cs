using Apache.Arrow;
using LakeVersion.Storage;
using ParquetSharp;
using ParquetSharp.Arrow;
using TimeUnit = Apache.Arrow.Types.TimeUnit;

namespace LakeVersion.Parquet;

/// <summary>The engine on ParquetSharp: Arrow C++ decodes and encodes, we fetch, check and keep statistics.</summary>
/// <remarks>
/// <para>The Parquet schema alone decides the types of a file: a stored Arrow schema (<c>ARROW:schema</c>) is disregarded, so
/// that the same columns read the same whoever wrote them (no dictionaries, large strings or durations). INT96 arrives in
/// microseconds without a zone.</para>
/// <para>Page checksums, where a file has them, are verified.</para>
/// </remarks>
internal sealed class ParquetSharpEngine : IParquetEngine
{
    private const int BatchRows = 65_536;

    /// <inheritdoc/>
    public string Name => "parquetsharp";

    /// <inheritdoc/>
    public async ValueTask<IParquetFile> OpenAsync(
        IObjectStore store, StoreKey key, long? sizeBytes = null, CancellationToken cancellationToken = default)
    {
        var tail = await FileTail.FetchAsync(store, key, sizeBytes, cancellationToken).ConfigureAwait(false);
        return NativeLibrary.Guard(() => DamageGuard.Run(key, "opening", () => Open(tail)));
    }

    /// <inheritdoc/>
    public IParquetWriter CreateWriter(Stream destination, Schema schema, ParquetWriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(options);
        return NativeLibrary.Guard(() => new ParquetSharpWriter(destination, schema, options));
    }

    private static ParquetSharpFile Open(FileTail tail)
    {
        var footer = tail.ReadFooter();
        if (footer.ArrowSchemaKeyAt is { } keyAt)
        {
            // Under another name the stored Arrow schema says nothing to the native reader. The store's memory is
            // shared and stays as it is: the change is made to a copy.
            var copy = tail.Bytes.ToArray();
            copy[tail.FooterAt + keyAt] = (byte)'-';
            tail = tail with { Bytes = copy };
        }

        var stream = new SparseStream(tail.SizeBytes, tail.Bytes);
        using var properties = ReaderProperties.GetDefaultReaderProperties();
        properties.EnablePageChecksumVerification();
        using var arrowProperties = ArrowReaderProperties.GetDefault();
        arrowProperties.UseThreads = false;
        arrowProperties.PreBuffer = false;
        arrowProperties.BatchSize = BatchRows;
        arrowProperties.CoerceInt96TimestampUnit = TimeUnit.Microsecond;
        var native = new FileReader(stream, properties, arrowProperties, leaveOpen: true);
        try
        {
            return new ParquetSharpFile(tail, footer, stream, native);
        }
        catch
        {
            native.Dispose();
            throw;
        }
    }
}
