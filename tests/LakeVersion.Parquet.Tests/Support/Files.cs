using Apache.Arrow;

namespace LakeVersion.Parquet.Tests.Support;

/// <summary>Writing and reading whole files in memory, with one engine.</summary>
internal sealed class Files(IParquetEngine engine)
{
    public async Task<(byte[] Bytes, ParquetFileSummary Summary)> WriteAsync(
        Schema schema, IEnumerable<RecordBatch> batches, ParquetWriteOptions? options = null)
    {
        using var stream = new MemoryStream();
        await using var writer = engine.CreateWriter(stream, schema, options ?? new ParquetWriteOptions());
        foreach (var batch in batches)
        {
            await writer.WriteAsync(batch);
        }

        var summary = await writer.FinishAsync();
        return (stream.ToArray(), summary);
    }

    public ValueTask<IParquetFile> OpenAsync(byte[] bytes) =>
        engine.OpenAsync(new OneFileStore(bytes), OneFileStore.Key, bytes.Length);

    /// <summary>All cells by column, and the schema.</summary>
    public async Task<(Schema Schema, List<List<string>> Columns)> ReadAsync(
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
    public async Task<long> DrainAsync(byte[] bytes)
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
