using LakeVersion.Delta;
using LakeVersion.Parquet;
using LakeVersion.Storage;

namespace LakeVersion.Benchmarks;

/// <summary>Where the data is: folders <c>shared/fixtures</c> and <c>shared/data</c> beside the repository.</summary>
internal static class Fixtures
{
    public static readonly DeltaContext Context = new(ParquetEngines.Default, TimeProvider.System, SystemEntropy.Instance);

    public static string Shared(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", path);
            if (Path.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new FileNotFoundException($"no 'shared/{path}' beside the repository");
    }

    public static IObjectStore Folder(string path) => new LocalFolderStore(path);
}
