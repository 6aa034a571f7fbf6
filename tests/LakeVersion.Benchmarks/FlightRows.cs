using Apache.Arrow;
using LakeVersion.Parquet;
using LakeVersion.Storage;
using ParquetSharp;
using ParquetSharp.Arrow;

namespace LakeVersion.Benchmarks;

/// <summary>Three million flights in memory, and how ParquetSharp alone writes such.</summary>
internal static class FlightRows
{
    public static async Task<List<RecordBatch>> ReadAsync()
    {
        var source = await ParquetEngines.Default.OpenAsync(Fixtures.Folder(Fixtures.Shared("data")), StoreKey.Parse("flights-3m.parquet"));
        await using (source)
        {
            return await source.ReadAsync().ToListAsync();
        }
    }

    /// <summary>Writes a file with the row groups and the codec that tables have.</summary>
    public static void WriteRaw(string path, Schema schema, IEnumerable<RecordBatch> rows)
    {
        using var builder = new WriterPropertiesBuilder();
        using var properties = builder.Compression(Compression.Snappy).MaxRowGroupLength(131_072).Build();
        using var writer = new FileWriter(path, schema, properties);
        foreach (var batch in rows)
        {
            writer.WriteBufferedRecordBatch(batch);
        }

        writer.Close();
    }
}
