using System.Diagnostics;
using LakeVersion.Delta;

namespace LakeVersion.Benchmarks;

/// <summary>The greatest memory of a process that opens 300,000 files from their commits and writes a checkpoint of them.</summary>
internal static class CheckpointMemory
{
    public static async Task ReportAsync()
    {
        using var files = new Table300k();
        var table = await DeltaTable.OpenAsync(Fixtures.Folder(files.Folder), Fixtures.Context);
        var opened = Peak();
        var written = await table.CheckpointAsync();
        Console.WriteLine($"{written.Files} files: {opened} MiB at most to open them, {Peak()} MiB with the checkpoint of {written.SizeBytes >> 20} MiB");
    }

    private static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 >> 20;
    }
}
