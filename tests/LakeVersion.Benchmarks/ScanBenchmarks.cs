using BenchmarkDotNet.Attributes;
using LakeVersion.Delta;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Writing;
using LakeVersion.Parquet;
using LakeVersion.Storage;
using ParquetSharp;
using ParquetSharp.Arrow;

namespace LakeVersion.Benchmarks;

/// <summary>Scanning three million flights, against reading the same columns of the same files by ParquetSharp alone.</summary>
public class ScanBenchmarks
{
    private string plain = "";
    private string lakeFolder = "";
    private string[] dataFiles = [];
    private DeltaSnapshot table = null!;
    private DeltaSnapshot inLake = null!;
    private Lake lake = null!;

    [GlobalSetup]
    public async Task WriteAsync()
    {
        plain = Directory.CreateTempSubdirectory("lakeversion-bench").FullName;
        lakeFolder = Directory.CreateTempSubdirectory("lakeversion-bench").FullName;
        var folder = Fixtures.Folder(plain);
        var source = await ParquetEngines.Default.OpenAsync(Fixtures.Folder(Fixtures.Shared("data")), StoreKey.Parse("flights-3m.parquet"));
        await using (source)
        {
            await DeltaTable.CreateAsync(folder, Fixtures.Context, source.Schema, new CreateOptions(), source.ReadAsync());
        }

        table = await (await DeltaTable.OpenAsync(folder, Fixtures.Context)).SnapshotAsync();
        dataFiles = [.. Directory.GetFiles(plain, "*.parquet")];
        lake = await Lake.CreateAsync(Fixtures.Folder(lakeFolder), new LakeOptions { Author = "ada" });
        await using (var change = await lake.Branch("main").BeginAsync())
        {
            await change.Table("flights").CreateAsync(table.Schema, rows: table.ReadAsync());
            await change.CommitAsync("Flights");
        }

        inLake = await (await lake.Branch("main").HeadAsync()).Table("flights").OpenAsync();
    }

    [GlobalCleanup]
    public async Task DeleteAsync()
    {
        await lake.DisposeAsync();
        Directory.Delete(plain, recursive: true);
        Directory.Delete(lakeFolder, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public async Task<long> ParquetSharp()
    {
        long rows = 0;
        foreach (var path in dataFiles)
        {
            using var properties = ArrowReaderProperties.GetDefault();
            properties.UseThreads = false;
            using var reader = new FileReader(path, ReaderProperties.GetDefaultReaderProperties(), properties);
            using var batches = reader.GetRecordBatchReader();
            while (await batches.ReadNextRecordBatchAsync() is { } batch)
            {
                using (batch)
                {
                    rows += batch.Length;
                }
            }
        }

        return rows;
    }

    [Benchmark]
    public Task<long> Table() => CountAsync(table);

    [Benchmark]
    public Task<long> TableInLake() => CountAsync(inLake);

    private static async Task<long> CountAsync(DeltaSnapshot snapshot)
    {
        long rows = 0;
        await foreach (var batch in snapshot.ReadAsync())
        {
            using (batch)
            {
                rows += batch.Length;
            }
        }

        return rows;
    }
}
