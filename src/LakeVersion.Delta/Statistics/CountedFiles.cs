using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Statistics;

/// <summary>Files with the count of their rows: their own statistics', or, where a checkpoint kept none, that of the file itself.</summary>
internal static class CountedFiles
{
    /// <summary>The files, those without a count with statistics that have one.</summary>
    /// <exception cref="Storage.LakeException">Corrupt: a file is damaged or gone.</exception>
    public static async ValueTask<IReadOnlyList<AddFile>> OfAsync(
        IEnumerable<AddFile> files, DeltaSnapshot table, DeltaContext context, CancellationToken cancellationToken)
    {
        var locator = new FileLocator(table.Folder, context.AbsoluteFiles);
        var counted = new List<AddFile>();
        foreach (var file in files)
        {
            counted.Add(file.RowCount is null ? await CountAsync(file, locator, context, cancellationToken).ConfigureAwait(false) : file);
        }

        return counted;
    }

    private static async ValueTask<AddFile> CountAsync(AddFile file, FileLocator locator, DeltaContext context, CancellationToken cancellationToken)
    {
        var (store, key) = locator.Find(file.Path);
        var content = await context.Parquet.OpenAsync(store, key, file.Size, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            return file with { Stats = WideStatistics.Of(file.Stats, content.RowCount) };
        }
    }
}
