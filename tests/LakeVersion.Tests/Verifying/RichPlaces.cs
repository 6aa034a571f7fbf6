using LakeVersion.Storage;
using LakeVersion.Tests.Attacks;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Tests.Verifying;

/// <summary>Finds where the content of paths lies in a lake's objects.</summary>
internal static class RichPlaces
{
    /// <summary>The key and range of a path's content at a revision; of its chunk list where asked.</summary>
    public static async Task<(string Key, int Offset, int Length)> OfAsync(IObjectStore store, string path, string revision = "main", bool chunks = false)
    {
        await using var lake = await Lake.OpenAsync(store, RichLake.Options);
        var entry = (await (await lake.AtAsync(revision)).Tree.GetAsync(LakePath.Parse(path)))!;
        var place = (chunks ? entry.ChunkListPlace : entry.Place)!;
        return (place.ToKey().Value, (int)place.Offset, (int)place.Length);
    }

    /// <summary>The first path of a table's folder that a test accepts.</summary>
    public static async Task<string> FindAsync(IObjectStore store, string prefix, Func<string, bool> accepts)
    {
        await using var lake = await Lake.OpenAsync(store, RichLake.Options);
        await foreach (var file in (await lake.AtAsync("main")).Files.ListAsync(prefix))
        {
            if (accepts(file.Path))
            {
                return file.Path;
            }
        }

        throw new InvalidOperationException($"Nothing below {prefix} fits.");
    }

    /// <summary>The kinds of content that a rich lake has, with a path of each.</summary>
    public static async Task<IReadOnlyList<(string Kind, string Path)>> KindsAsync(IObjectStore store) =>
    [
        ("small content", "many/0005"),
        ("large object", "large.bin"),
        ("object without chunks", "exactly.bin"),
        ("Delta log file", "weather/_delta_log/00000000000000000003.json"),
        ("checkpoint", await FindAsync(store, "weather/_delta_log/", path => path.EndsWith(".checkpoint.parquet", StringComparison.Ordinal))),
        ("data file", await FindAsync(store, "weather/", path => path.EndsWith(".parquet", StringComparison.Ordinal) && !path.Contains("_delta_log", StringComparison.Ordinal))),
        ("vectors", await FindAsync(store, "weather/", path => path.EndsWith(".bin", StringComparison.Ordinal))),
    ];

    /// <summary>Some keys of every sort of object: first, last and one between.</summary>
    public static IEnumerable<string> Sample(IEnumerable<string> keys) => keys
        .GroupBy(StoredObjects.SortOf)
        .SelectMany(sort => sort.ToList() is var all ? new[] { all[0], all[all.Count / 2], all[^1] }.Distinct() : []);
}
