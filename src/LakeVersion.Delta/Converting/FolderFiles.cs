using LakeVersion.Delta.Log;
using LakeVersion.Delta.Partitions;
using LakeVersion.Parquet;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Converting;

/// <summary>Finds the Parquet files of a folder.</summary>
/// <remarks>1. Names that begin with <c>_</c> or <c>.</c> are passed over, files and folders, save for folders of partitions. 2. Anything
/// else that is no Parquet file by its name is refused: in a table's folder a vacuum would delete it. 3. A table, there or below, is
/// refused.</remarks>
internal sealed class FolderFiles(IObjectStore folder, IParquetEngine parquet)
{
    private const int AtOnce = 8;
    private static readonly string[] Extensions = [".parquet", ".parq"];

    /// <exception cref="LakeException">NotFound: no file. Conflict: a table is there. Refused: another file is there. Corrupt: a damaged file.</exception>
    public async ValueTask<IReadOnlyList<FoundFile>> FindAsync(CancellationToken cancellationToken)
    {
        var found = new List<(StoreKey Key, ObjectInfo Info, IReadOnlyList<(string Column, string? Value)> Partition)>();
        await foreach (var item in folder.ListAsync(new ListRequest(), cancellationToken).ConfigureAwait(false))
        {
            if (item.Info is { } info && Check(item.Name))
            {
                found.Add((StoreKey.Parse(item.Name), info, HivePath.Parse(item.Name)));
            }
        }

        if (found.Count == 0)
        {
            throw LakeException.NotFound($"{folder.Name} holds no Parquet files.");
        }

        var files = new FoundFile[found.Count];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, files.Length, limits, async (i, token) =>
        {
            var file = await parquet.OpenAsync(folder, found[i].Key, found[i].Info.SizeBytes, token).ConfigureAwait(false);
            await using (file.ConfigureAwait(false))
            {
                files[i] = new FoundFile(
                    found[i].Key, found[i].Info, found[i].Partition, FoundColumns.Of(file, found[i].Key), FooterSummary.Of(file, found[i].Info.SizeBytes));
            }
        }).ConfigureAwait(false);
        return files;
    }

    private bool Check(string name)
    {
        if (("/" + name).Contains("/" + LogKeys.Folder, StringComparison.Ordinal))
        {
            throw LakeException.Conflict($"{folder.Name} holds a Delta table already: '{name}' is part of its log."); // 3
        }

        var parts = name.Split('/');
        if (parts.Any(part => part[0] is '_' or '.' && !part.Contains('=', StringComparison.Ordinal)))
        {
            return false; // 1
        }

        return Extensions.Any(extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) ? true : throw LakeException.Refused(
            $"{folder.Name} holds '{name}', which is no Parquet file by its name. Move it away first: in a table's folder a vacuum would delete it."); // 2
    }
}
