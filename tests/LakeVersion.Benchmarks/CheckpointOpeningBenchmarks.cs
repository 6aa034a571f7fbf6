using BenchmarkDotNet.Attributes;
using LakeVersion.Delta;
using LakeVersion.Storage;
using ParquetSharp;
using ParquetSharp.Arrow;

namespace LakeVersion.Benchmarks;

/// <summary>Opening 300,000 files from a checkpoint that was written here, against ParquetSharp's decode of it, and from the commits.</summary>
public class CheckpointOpeningBenchmarks
{
    private Table300k commits = null!;
    private Table300k checkpointed = null!;
    private string checkpoint = "";

    [GlobalSetup]
    public async Task WriteAsync()
    {
        (commits, checkpointed) = (new Table300k(), new Table300k());
        var written = await (await DeltaTable.OpenAsync(Fixtures.Folder(checkpointed.Folder), Fixtures.Context)).CheckpointAsync();
        checkpoint = Path.Combine(checkpointed.Folder, written.Path);
    }

    [GlobalCleanup]
    public void Delete()
    {
        commits.Dispose();
        checkpointed.Dispose();
    }

    [Benchmark(Baseline = true)]
    public async Task<long> Decode()
    {
        using var properties = ArrowReaderProperties.GetDefault();
        properties.UseThreads = false;
        using var reader = new FileReader(checkpoint, ReaderProperties.GetDefaultReaderProperties(), properties);
        using var batches = reader.GetRecordBatchReader();
        long rows = 0;
        while (await batches.ReadNextRecordBatchAsync() is { } batch)
        {
            using (batch)
            {
                rows += batch.Length;
            }
        }

        return rows;
    }

    [Benchmark]
    public Task<int> FromCheckpoint() => OpenAsync(Fixtures.Folder(checkpointed.Folder));

    [Benchmark]
    public Task<int> FromCommits() => OpenAsync(Fixtures.Folder(commits.Folder));

    private static async Task<int> OpenAsync(IObjectStore store) => (await (await DeltaTable.OpenAsync(store, Fixtures.Context)).SnapshotAsync()).Files.Count;
}
