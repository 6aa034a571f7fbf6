using System.Diagnostics;
using System.Globalization;
using LakeVersion.Storage;
using LakeVersion.Versioning;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Benchmarks;

/// <summary>The greatest memory of collecting a lake of 5,000,000 objects, a tenth of them garbage, in 50 states.</summary>
/// <remarks>The trees are real, in a local folder; the objects are listed as if they were there (<see cref="MadeObjects"/>). The collector runs in a
/// process of its own, so that building the lake does not count.</remarks>
internal static class GcMemory
{
    private const int Objects = 5_000_000;
    private const int GarbageEvery = 10;
    private const int Commits = 50;
    private const long LimitBytes = 512L << 20;

    public static async Task ReportAsync()
    {
        var folder = Directory.CreateTempSubdirectory("lakeversion-bench").FullName;
        try
        {
            await FillAsync(folder);
            using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["gc-memory", folder]))!;
            await child.WaitForExitAsync();
            Environment.ExitCode = child.ExitCode;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Collects the lake in a folder; says what it took.</summary>
    public static async Task CollectAsync(string folder)
    {
        var local = new LocalFolderStore(folder);
        var store = new MadeObjects(local, await EpochAsync(local), Objects);
        var lake = await LakeStore.OpenAsync(store, new LakeStoreOptions());
        var watch = Stopwatch.StartNew();
        var result = await lake.Collector.RunAsync(new CollectorOptions { Author = "gc", TemporaryFolder = folder });
        var peak = Process.GetCurrentProcess().PeakWorkingSet64;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Objects:N0} objects in {Commits} states: {result.Freed!.FreedObjects:N0} freed ({store.Deleted:N0} deletions asked for), {result.Freed.KeptObjects:N0} kept, {watch.Elapsed.TotalSeconds:0} s, at most {peak >> 20} MiB of memory (limit {LimitBytes >> 20})"));
        Environment.ExitCode = peak <= LimitBytes && result.Freed.FreedObjects == Objects / GarbageEvery && result.Freed.KeptObjects == Objects - (Objects / GarbageEvery) ? 0 : 1;
    }

    private static async ValueTask<uint> EpochAsync(LocalFolderStore store)
    {
        var lake = await LakeStore.OpenAsync(store, new LakeStoreOptions());
        return (uint)lake.Identity.Created.ToUnixTimeSeconds();
    }

    private static async Task FillAsync(string folder)
    {
        var store = new LocalFolderStore(folder);
        var lake = await LakeStore.CreateAsync(store, new LakeStoreOptions(), new LakeCreation { Author = "ada", EpochLength = TimeSpan.FromSeconds(1) });
        var epoch = (uint)lake.Identity.Created.ToUnixTimeSeconds();
        await lake.Settings.SetAsync("gc.grace", "0s", new LogOptions { Author = "ada" });
        for (var commit = 0; commit < Commits; commit++)
        {
            await using var transaction = await lake.BeginAsync(RefName.Branch("main"), new TransactionOptions());
            var numbers = Enumerable.Range(commit * (Objects / Commits), Objects / Commits).Where(n => n % GarbageEvery != 0);
            foreach (var n in numbers)
            {
                transaction.Put(LakePath.Parse($"files/{n:d8}"), new TreeEntry
                {
                    SizeBytes = 1 << 20,
                    Sha256 = ContentHash.Of(BitConverter.GetBytes(n)),
                    Place = Locator.InObject(epoch, MadeObjects.Transaction, (uint)n, 1 << 20),
                });
            }

            await transaction.CommitAsync(new CommitOptions { Author = "ada", Message = $"{commit}" });
        }
    }
}
