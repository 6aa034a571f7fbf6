using System.Security.Cryptography;
using Apache.Arrow;
using BenchmarkDotNet.Attributes;

namespace LakeVersion.Benchmarks;

/// <summary>Appending three million flights to a table of a lake, against ParquetSharp writing the same batches to a file and the SHA-256 of it.</summary>
public class WriteBenchmarks
{
    private string folder = "";
    private Lake lake = null!;
    private List<RecordBatch> rows = [];
    private int number;

    [GlobalSetup]
    public async Task ReadAsync()
    {
        folder = Directory.CreateTempSubdirectory("lakeversion-bench").FullName;
        rows = await FlightRows.ReadAsync();
        lake = await Lake.CreateAsync(Fixtures.Folder(Path.Combine(folder, "lake")), new LakeOptions { Author = "ada" });
    }

    [GlobalCleanup]
    public async Task DeleteAsync()
    {
        await lake.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public byte[] ParquetSharp()
    {
        var path = Path.Combine(folder, $"raw-{number++}.parquet");
        FlightRows.WriteRaw(path, rows[0].Schema, rows);
        using var file = File.OpenRead(path);
        return SHA256.HashData(file);
    }

    // A table of its own each time, so that no log grows under the measurement.
    [Benchmark]
    public async Task<string> AppendInLake()
    {
        await using var change = await lake.Branch("main").BeginAsync();
        await change.Table($"flights{number++}").AppendAsync(rows.ToAsyncEnumerable());
        return (await change.CommitAsync("Flights")).Id.ToString();
    }
}
