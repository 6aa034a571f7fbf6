using Apache.Arrow;

namespace LakeVersion.Parquet.Tests.Support;

/// <summary>Writing and reading whole files in memory.</summary>
internal static class Files
{
    public static async Task<(byte[] Bytes, ParquetFileSummary Summary)> WriteAsync(
        Schema schema, IEnumerable<RecordBatch> batches, ParquetWriteOptions? options = null)
    {
        using var stream = new MemoryStream();
        await using var writer = ParquetEngines.Default.CreateWriter(stream, schema, options ?? new ParquetWriteOptions());
        foreach (var batch in batches)
        {
            await writer.WriteAsync(batch);
        }

        var summary = await writer.FinishAsync();
        return (stream.ToArray(), summary);
    }

    public static ValueTask<IParquetFile> OpenAsync(byte[] bytes) =>
        ParquetEngines.Default.OpenAsync(new OneFileStore(bytes), OneFileStore.Key, bytes.Length);

    /// <summary>All cells by column, and the schema.</summary>
    public static async Task<(Schema Schema, List<List<string>> Columns)> ReadAsync(
        byte[] bytes, IReadOnlyList<string>? columns = null, IReadOnlyList<int>? rowGroups = null)
    {
        await using var file = await OpenAsync(bytes);
        List<List<string>> result = [];
        var schema = file.Schema;
        await foreach (var batch in file.ReadAsync(columns, rowGroups))
        {
            using (batch)
            {
                schema = batch.Schema;
                Assert.InRange(batch.Length, 1, 65_536);
                for (var i = 0; i < batch.ColumnCount; i++)
                {
                    if (result.Count == i)
                    {
                        result.Add([]);
                    }

                    result[i].AddRange(Cells.Of(batch, i));
                }
            }
        }

        return (schema, result);
    }

    /// <summary>Reads everything, for files that may be damaged.</summary>
    public static async Task<long> DrainAsync(byte[] bytes)
    {
        await using var file = await OpenAsync(bytes);
        long rows = 0;
        await foreach (var batch in file.ReadAsync())
        {
            rows += batch.Length;
            batch.Dispose();
        }

        return rows;
    }

    public static string? Shared(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
