using BenchmarkDotNet.Attributes;
using LakeVersion.Delta;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using ParquetSharp;
using ParquetSharp.Arrow;

namespace LakeVersion.Benchmarks;

/// <summary>A snapshot of a million files from a checkpoint, against decoding the same columns; and planning a read of it.</summary>
public class CheckpointBenchmarks
{
    private string folder = "";
    private string checkpoint = "";
    private IObjectStore store = null!;
    private DeltaSnapshot open = null!;

    [GlobalSetup]
    public async Task WriteAsync()
    {
        folder = Directory.CreateTempSubdirectory("lakeversion-bench").FullName;
        checkpoint = await ManyFiles.WriteAsync(folder);
        store = Fixtures.Folder(folder);
        open = await (await DeltaTable.OpenAsync(store, Fixtures.Context)).SnapshotAsync();
    }

    [GlobalCleanup]
    public void Delete() => Directory.Delete(folder, recursive: true);

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
    public async Task<int> Open() => (await (await DeltaTable.OpenAsync(store, Fixtures.Context)).SnapshotAsync()).Files.Count;

    [Benchmark]
    public int PlanByPartition() => open.Prune(Predicate.All(new Comparison("day", ComparisonOperator.Equal, Scalar.Of("2024-0077")))).Count;
}
