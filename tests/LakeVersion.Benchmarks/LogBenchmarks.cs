using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using LakeVersion.Delta;
using LakeVersion.Storage;

namespace LakeVersion.Benchmarks;

/// <summary>Opening a table of 300,000 adds in one commit, against reading the tokens of the same bytes.</summary>
public class LogBenchmarks
{
    private string folder = "";
    private IObjectStore store = null!;
    private byte[][] logs = [];

    [GlobalSetup]
    public void Unpack()
    {
        folder = Directory.CreateTempSubdirectory("lakeversion-bench").FullName;
        using var packed = new GZipStream(File.OpenRead(Fixtures.Shared("fixtures/delta/kernel-300k.tar.gz")), CompressionMode.Decompress);
        TarFile.ExtractToDirectory(packed, folder, overwriteFiles: true);
        var table = Directory.GetDirectories(folder, "_delta_log", SearchOption.AllDirectories).Single();
        logs = [.. Directory.GetFiles(table, "*.json").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        store = Fixtures.Folder(Path.GetDirectoryName(table)!);
    }

    [GlobalCleanup]
    public void Delete() => Directory.Delete(folder, recursive: true);

    [Benchmark(Baseline = true)]
    public long Tokens()
    {
        long count = 0;
        foreach (var log in logs)
        {
            var reader = new Utf8JsonReader(log, new JsonReaderOptions { AllowMultipleValues = true });
            while (reader.Read())
            {
                count++;
            }
        }

        return count;
    }

    [Benchmark]
    public async Task<int> Open() => (await (await DeltaTable.OpenAsync(store, Fixtures.Context)).SnapshotAsync()).Files.Count;
}
