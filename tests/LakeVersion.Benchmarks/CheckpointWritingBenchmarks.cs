using Apache.Arrow;
using BenchmarkDotNet.Attributes;
using LakeVersion.Delta;
using ParquetSharp;
using ParquetSharp.Arrow;

namespace LakeVersion.Benchmarks;

/// <summary>Writing a checkpoint of 300,000 files, against ParquetSharp writing the same columns, which are in memory already.</summary>
public class CheckpointWritingBenchmarks : IDisposable
{
    private readonly List<RecordBatch> batches = [];
    private Table300k files = null!;
    private DeltaTable table = null!;
    private string raw = "";

    [GlobalSetup]
    public async Task ReadAsync()
    {
        files = new Table300k();
        table = await DeltaTable.OpenAsync(Fixtures.Folder(files.Folder), Fixtures.Context);
        var written = await table.CheckpointAsync();
        raw = Path.Combine(files.Folder, "raw.parquet");
        using var reader = new FileReader(Path.Combine(files.Folder, written.Path));
        using var stream = reader.GetRecordBatchReader();
        while (await stream.ReadNextRecordBatchAsync() is { } batch)
        {
            batches.Add(batch);
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        files.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    public void ParquetSharp()
    {
        using var builder = new WriterPropertiesBuilder();
        using var properties = builder.Compression(Compression.Snappy).EnablePageChecksum().MaxRowGroupLength(65_536).Build();
        using var output = File.Create(raw);
        using var writer = new FileWriter(output, batches[0].Schema, properties);
        foreach (var batch in batches)
        {
            writer.WriteRecordBatch(batch);
        }

        writer.Close();
        output.Flush(flushToDisk: true);
    }

    [Benchmark]
    public Task Checkpoint() => table.CheckpointAsync().AsTask();
}
