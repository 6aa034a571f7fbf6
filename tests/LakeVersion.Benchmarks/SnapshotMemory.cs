using LakeVersion.Delta;

namespace LakeVersion.Benchmarks;

/// <summary>What an open snapshot of a million files keeps in memory.</summary>
internal static class SnapshotMemory
{
    public static async Task ReportAsync()
    {
        var folder = Directory.CreateTempSubdirectory("lakeversion-bench").FullName;
        try
        {
            await ManyFiles.WriteAsync(folder);
            var before = Settled();
            var snapshot = await (await DeltaTable.OpenAsync(Fixtures.Folder(folder), Fixtures.Context)).SnapshotAsync();
            var bytes = Settled() - before;
            var statistics = snapshot.Files.Sum(file => (long)file.Stats!.Length);
            Console.WriteLine($"{snapshot.Files.Count} files: {bytes / (double)snapshot.Files.Count:F0} bytes a file, of which {statistics / (double)snapshot.Files.Count:F0} are statistics");
            GC.KeepAlive(snapshot);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static long Settled()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
