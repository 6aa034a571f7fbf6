using System.Diagnostics;
using System.Globalization;
using LakeVersion.Delta;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Comparing;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Benchmarks;

/// <summary>The row difference of two versions of a table of 10,000,000 rows in 100 files that differ in one of them, beside reading that file of both.</summary>
/// <remarks>The most memory is that of the process, the writing of the table included.</remarks>
internal static class RowDiffReport
{
    private const int Files = 100;
    private const int FileRows = 100_000;
    private const int Rounds = 31;

    public static async Task ReportAsync()
    {
        var root = Directory.CreateTempSubdirectory("lakeversion-bench").FullName;
        try
        {
            var table = await DeltaTable.CreateAsync(Fixtures.Folder(root), Fixtures.Context, MadeRows.Schema, new CreateOptions());
            for (var file = 0; file < Files; file++)
            {
                await table.AppendAsync(MadeRows.Of(Enumerable.Range(file * FileRows, FileRows).Select(id => (long)id)));
            }

            var before = await table.SnapshotAsync();
            ColumnPath id = "id";
            await table.UpdateAsync(id.Between(5_000_000, 5_000_999), new Dictionary<string, ValueExpression> { ["x"] = ValueText.Parse("x + 1", MadeRows.Schema) });
            var after = await table.SnapshotAsync();
            await ReportAsync(root, before, after);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task ReportAsync(string root, DeltaSnapshot before, DeltaSnapshot after)
    {
        AddFile[] differing = [.. Except(before, after), .. Except(after, before)];
        Console.WriteLine($"{before.RowCount} rows in {before.Files.Count} files, {differing.Length} of them in one version alone");
        var (reading, comparing, changed) = (new List<double>(), new List<double>(), 0L);
        for (var round = 0; round < Rounds; round++)
        {
            reading.Add(await TimeAsync(() => ReadAsync(root, differing)));
            comparing.Add(await TimeAsync(async () => changed = await CompareAsync(before, after)));
        }

        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{changed} rows changed: {Median(comparing):0.0} ms; reading the file of both versions: {Median(reading):0.0} ms; ratio {Median(comparing) / Median(reading):0.00}; at most {process.PeakWorkingSet64 >> 20} MiB"));
    }

    private static IEnumerable<AddFile> Except(DeltaSnapshot table, DeltaSnapshot other)
    {
        var known = other.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        return table.Files.Where(file => !known.Contains(file.Path));
    }

    private static async Task ReadAsync(string root, AddFile[] files)
    {
        foreach (var file in files)
        {
            await using var source = await Fixtures.Context.Parquet.OpenAsync(Fixtures.Folder(root), FilePath.Key(file.Path), file.Size);
            await foreach (var batch in source.ReadAsync(null, null))
            {
                batch.Dispose();
            }
        }
    }

    private static async Task<long> CompareAsync(DeltaSnapshot before, DeltaSnapshot after)
    {
        var rows = 0L;
        await foreach (var found in new RowComparison(Fixtures.Context).CompareAsync(before, after, new RowComparisonOptions { Keys = ["id"] }))
        {
            rows += found.Count;
            found.Dispose();
        }

        return rows;
    }

    private static async Task<double> TimeAsync(Func<Task> act)
    {
        var begin = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
