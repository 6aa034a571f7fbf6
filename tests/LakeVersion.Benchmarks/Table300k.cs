using System.Formats.Tar;
using System.IO.Compression;

namespace LakeVersion.Benchmarks;

/// <summary>The packed table of 300,000 adds in one commit, in a folder of its own.</summary>
internal sealed class Table300k : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lakeversion-bench").FullName;

    public Table300k()
    {
        using var packed = new GZipStream(File.OpenRead(Fixtures.Shared("fixtures/delta/kernel-300k.tar.gz")), CompressionMode.Decompress);
        TarFile.ExtractToDirectory(packed, folder, overwriteFiles: true);
        Folder = Path.GetDirectoryName(Directory.GetDirectories(folder, "_delta_log", SearchOption.AllDirectories).Single())!;
    }

    /// <summary>The table's folder.</summary>
    public string Folder { get; }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
