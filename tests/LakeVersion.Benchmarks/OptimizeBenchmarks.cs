using BenchmarkDotNet.Attributes;
using LakeVersion.Delta;
using LakeVersion.Delta.Clustering;
using LakeVersion.Delta.Optimizing;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;
using ParquetSharp;
using ParquetSharp.Arrow;

namespace LakeVersion.Benchmarks;

/// <summary>Joining 1,000 files of 3,000 flights each, against ParquetSharp reading them and writing one file.</summary>
public class OptimizeBenchmarks
{
    private const int Files = 1000;

    private string plain = "";
    private string raw = "";
    private IObjectStore folder = null!;
    private DeltaSnapshot table = null!;
    private string[] dataFiles = [];
    private int number;

    [GlobalSetup]
    public async Task WriteAsync()
    {
        plain = Directory.CreateTempSubdirectory("lakeversion-bench").FullName;
        raw = Directory.CreateTempSubdirectory("lakeversion-bench").FullName;
        var rows = await FlightRows.ReadAsync();
        var all = LakeVersion.Rows.Kernels.BatchRows.Concatenate(rows[0].Schema, rows);
        for (var i = 0; i < Files; i++)
        {
            var (begin, end) = ((int)((long)all.Length * i / Files), (int)((long)all.Length * (i + 1) / Files));
            FlightRows.WriteRaw(Path.Combine(plain, $"{i:D4}.parquet"), all.Schema, [all.Slice(begin, end - begin)]);
        }

        folder = Fixtures.Folder(plain);
        table = await (await DeltaTable.ConvertAsync(folder, Fixtures.Context)).SnapshotAsync();
        dataFiles = [.. Directory.GetFiles(plain, "*.parquet").Order(StringComparer.Ordinal)];
        Console.WriteLine($"// {table.Files.Count} files, {table.SizeBytes / 1e6:0.0} MB");
    }

    [IterationCleanup]
    public void DeleteNew()
    {
        foreach (var file in Directory.GetFiles(plain, "part-*").Concat(Directory.GetFiles(raw)))
        {
            File.Delete(file);
        }
    }

    [GlobalCleanup]
    public void Delete()
    {
        Directory.Delete(plain, recursive: true);
        Directory.Delete(raw, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public async Task<long> ParquetSharp()
    {
        using var builder = new WriterPropertiesBuilder();
        using var properties = builder.Compression(Compression.Snappy).MaxRowGroupLength(131_072).Build();
        var path = Path.Combine(raw, $"{number++}.parquet");
        using (var writer = new FileWriter(path, table.Schema, properties))
        {
            foreach (var file in dataFiles)
            {
                using var reading = ArrowReaderProperties.GetDefault();
                reading.UseThreads = false;
                using var reader = new FileReader(file, ReaderProperties.GetDefaultReaderProperties(), reading);
                using var batches = reader.GetRecordBatchReader();
                while (await batches.ReadNextRecordBatchAsync() is { } batch)
                {
                    using (batch)
                    {
                        writer.WriteBufferedRecordBatch(batch);
                    }
                }
            }

            writer.Close();
        }

        return new FileInfo(path).Length;
    }

    // Up to the commit, which costs the same whatever was written.
    [Benchmark]
    public Task<string?> Join() => PrepareAsync(new OptimizeOptions());

    [Benchmark]
    public Task<string?> ClusterByTwo() => PrepareAsync(new OptimizeOptions { ClusterBy = [table.Schema.FieldsList[0].Name, table.Schema.FieldsList[1].Name], Curve = SpaceCurve.Hilbert });

    private async Task<string?> PrepareAsync(OptimizeOptions options)
    {
        var change = await new OptimizeFiles(options).PrepareAsync(folder, Fixtures.Context, table, default);
        return change.Info.OperationMetrics["numAddedBytes"];
    }
}
