using System.Collections.Concurrent;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.DeletionVectors;
using LakeVersion.Delta.Log;
using LakeVersion.Parquet;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Checking;

/// <summary>Opens files and their deletion vectors, and compares them with what the log says of them. Rows are not read.</summary>
/// <param name="files">Where files are.</param>
/// <param name="parquet">The engine.</param>
/// <param name="opened">Called with the number of files just opened; null for nobody.</param>
internal sealed class FileOpening(FileLocator files, IParquetEngine parquet, Action<int>? opened)
{
    // Side by side: on object storage the wait for each is what costs.
    private const int FilesAhead = 8;

    private readonly VectorReader vectors = new(files);

    /// <summary>What is wrong, by the files' paths; files that are gone are not opened.</summary>
    public async ValueTask<IReadOnlyList<DamagedFile>> FaultsAsync(IEnumerable<AddFile> all, IReadOnlySet<string> gone, CancellationToken cancellationToken)
    {
        var found = new ConcurrentBag<DamagedFile>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = FilesAhead, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(all.Where(file => !gone.Contains(FilePath.Decode(file.Path)) && !gone.Contains(file.Path)), options, async (file, token) =>
        {
            if (await FaultAsync(file, token).ConfigureAwait(false) is { } fault)
            {
                found.Add(new DamagedFile(FilePath.IsAbsolute(file.Path) ? file.Path : FilePath.Decode(file.Path), fault));
            }

            opened?.Invoke(1);
        }).ConfigureAwait(false);
        return [.. found.OrderBy(file => file.Path, Utf8Order.Comparer)];
    }

    private async ValueTask<string?> FaultAsync(AddFile file, CancellationToken cancellationToken)
    {
        try
        {
            // The length that is there: that it is another one than the log's is a finding of its own.
            var (store, key) = files.Find(file.Path);
            var source = await parquet.OpenAsync(store, key, null, cancellationToken).ConfigureAwait(false);
            long rows;
            await using (source.ConfigureAwait(false))
            {
                rows = source.RowCount;
            }

            var deleted = file.DeletionVector is { } vector ? await vectors.ReadAsync(vector, file.Path, cancellationToken).ConfigureAwait(false) : null;
            return file.RowCount is { } stated && stated != rows ? $"The log's statistics say {stated} rows, the file has {rows}."
                : deleted?.Last >= rows ? $"Its deletion vector marks row {deleted.Last}, and it has {rows}."
                : null;
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Corrupt or LakeErrorKind.Unsupported or LakeErrorKind.NotFound)
        {
            return e.Message;
        }
    }
}
