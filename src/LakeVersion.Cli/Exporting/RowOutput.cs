using Apache.Arrow;
using Apache.Arrow.Ipc;
using LakeVersion.Parquet;
using LakeVersion.Rows.Output;

namespace LakeVersion.Cli.Exporting;

/// <summary>Writes rows in a format.</summary>
internal static class RowOutput
{
    /// <summary>Writes all batches; the stream is left open.</summary>
    public static async ValueTask WriteAsync(
        RowFormat format, Schema schema, IAsyncEnumerable<RecordBatch> batches, Stream destination, IParquetEngine engine, CancellationToken cancellationToken)
    {
        switch (format)
        {
            case RowFormat.JsonLines:
                await JsonLinesOutput.WriteAsync(batches, destination, cancellationToken);
                break;
            case RowFormat.Parquet:
                await WriteParquetAsync(schema, batches, destination, engine, cancellationToken);
                break;
            case RowFormat.ArrowStream:
                await ArrowStreamOutput.WriteAsync(schema, batches, destination, cancellationToken);
                break;
            case RowFormat.ArrowFile:
                await WriteArrowFileAsync(schema, batches, destination, cancellationToken);
                break;
            default:
                await CsvOutput.WriteAsync(schema, batches, destination, null, cancellationToken);
                break;
        }
    }

    private static async ValueTask WriteParquetAsync(
        Schema schema, IAsyncEnumerable<RecordBatch> batches, Stream destination, IParquetEngine engine, CancellationToken cancellationToken)
    {
        await using var writer = engine.CreateWriter(destination, schema, new ParquetWriteOptions());
        await foreach (var batch in batches.WithCancellation(cancellationToken))
        {
            await writer.WriteAsync(batch, cancellationToken);
        }

        await writer.FinishAsync(cancellationToken);
        await destination.FlushAsync(cancellationToken);
    }

    private static async ValueTask WriteArrowFileAsync(
        Schema schema, IAsyncEnumerable<RecordBatch> batches, Stream destination, CancellationToken cancellationToken)
    {
        using var writer = new ArrowFileWriter(destination, schema, leaveOpen: true);
        await writer.WriteStartAsync(cancellationToken);
        await foreach (var batch in batches.WithCancellation(cancellationToken))
        {
            await writer.WriteRecordBatchAsync(batch, cancellationToken);
        }

        await writer.WriteEndAsync(cancellationToken);
    }
}
