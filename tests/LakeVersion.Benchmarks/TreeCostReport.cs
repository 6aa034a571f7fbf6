using System.Diagnostics;
using System.Globalization;
using LakeVersion.Merging;
using LakeVersion.Storage;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Benchmarks;

/// <summary>Comparing and merging two branches that differ in 100 paths, scattered or side by side, in lakes of several sizes.</summary>
/// <remarks>Lakes are local folders and opened anew each time, so that no node is cached but by the system: what is timed is finding, reading and decoding
/// nodes.</remarks>
internal static class TreeCostReport
{
    private const int Changes = 100;
    private const int Folders = 25;
    private const int Rounds = 31;
    private static readonly LakeOptions Options = new() { Author = "ada" };

    public static async Task ReportAsync()
    {
        foreach (var scattered in new[] { true, false })
        {
            foreach (var entries in scattered ? [100_000, 1_000_000] : new[] { 10_000, 1_000_000 })
            {
                var folder = Directory.CreateTempSubdirectory("lakeversion-bench").FullName;
                await FillAsync(folder, entries, scattered);
                GC.Collect(); // what filling left behind is not what is timed
                var (compare, merge) = (new List<double>(), new List<double>());
                for (var round = 0; round < Rounds; round++)
                {
                    compare.Add(await TimeAsync(folder, CompareAsync));
                    merge.Add(await TimeAsync(folder, MergeAsync));
                }

                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Changes} {(scattered ? "scattered" : "neighbouring")} paths of {entries}: compare {Median(compare):0.0} ms, merge {Median(merge):0.0} ms"));
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task FillAsync(string folder, int entries, bool scattered)
    {
        await using var lake = await Lake.CreateAsync(folder, Options);
        await PutAsync(lake, "main", Enumerable.Range(0, entries), "all");
        await lake.CreateBranchAsync("dev", "main");

        // Every 25th number is in one folder, where they stand side by side; scattered ones are of all folders.
        var middle = entries / 2 / Folders * Folders;
        var changed = Enumerable.Range(0, Changes).Select(n => scattered ? (int)((long)n * entries / Changes) + (n % Folders) : middle + (n * Folders)).ToList();
        await PutAsync(lake, "dev", changed, "dev");
        await PutAsync(lake, "main", [1], "main");
    }

    private static async Task PutAsync(Lake lake, string branch, IEnumerable<int> numbers, string type)
    {
        await using var transaction = await lake.Store.BeginAsync(RefName.Branch(branch), new TransactionOptions());
        foreach (var n in numbers)
        {
            var entry = new TreeEntry { SizeBytes = 0, Sha256 = ContentHash.Of([]), ContentType = $"text/{type}" };
            transaction.Put(LakePath.Parse($"folder={n % Folders}/part-{n:d8}"), entry);
        }

        await transaction.CommitAsync(new CommitOptions { Message = type, Author = "ada" });
    }

    private static async Task CompareAsync(Lake lake)
    {
        var found = await (await lake.AtAsync("dev~1")).CompareAsync(await lake.AtAsync("dev"));
        Check(found.Files.Count == Changes, $"{found.Files.Count} files differ");
    }

    private static async Task MergeAsync(Lake lake)
    {
        var result = await lake.Branch("main").MergeAsync("dev", new MergeOptions { DryRun = true });
        Check(result.Conflicts.Count == 0 && result.Status == MergeStatus.Merged, $"the merge ended as {result.Status}");
    }

    private static async Task<double> TimeAsync(string folder, Func<Lake, Task> act)
    {
        await using var lake = await Lake.OpenAsync(folder, Options);
        var begin = Stopwatch.GetTimestamp();
        await act(lake);
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }

    private static void Check(bool holds, string found)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"Expected {Changes} merged paths; {found}.");
        }
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
