using System.Collections.Concurrent;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Statistics;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Checking;

/// <summary>Checks the files of one version of a table.</summary>
internal sealed class TableCheck(IObjectStore folder, DeltaContext context, TableCheckOptions options)
{
    // Files are opened side by side: on object storage the wait for each is what costs.
    private const int FilesAhead = 8;

    public async ValueTask<TableCheckReport> RunAsync(DeltaSnapshot table, CancellationToken cancellationToken)
    {
        var needed = new Dictionary<StoreKey, long?>();
        foreach (var file in table.Files)
        {
            needed[FilePath.Key(file.Path)] = file.Size;
        }

        var comparison = new FolderComparison(needed);
        await foreach (var item in folder.ListAsync(new ListRequest(), cancellationToken).ConfigureAwait(false))
        {
            if (item.Info is { } info)
            {
                comparison.See(StoreKey.Parse(item.Name), info.SizeBytes);
            }
        }

        var missing = comparison.Missing.ToList();
        var damaged = options.Deep ? await OpenAllAsync(table, missing, cancellationToken).ConfigureAwait(false) : [];
        var named = comparison.Extra.Count == 0 ? [] : await NamedAsync(table, cancellationToken).ConfigureAwait(false);
        return new TableCheckReport
        {
            Version = table.Version,
            Files = needed.Count,
            Missing = missing,
            Mismatching = comparison.Mismatching,
            Damaged = damaged,
            OfOtherVersions = [.. comparison.Extra.Where(file => named.Contains(file.Path))],
            Unknown = [.. comparison.Extra.Where(file => !named.Contains(file.Path))],
        };
    }

    private async ValueTask<IReadOnlyList<DamagedFile>> OpenAllAsync(DeltaSnapshot table, List<MissingFile> missing, CancellationToken cancellationToken)
    {
        var gone = missing.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var damaged = new ConcurrentBag<DamagedFile>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = FilesAhead, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(table.Files.Where(file => !gone.Contains(FilePath.Decode(file.Path))), parallel, async (file, token) =>
        {
            if (await FaultAsync(file, token).ConfigureAwait(false) is { } fault)
            {
                damaged.Add(new DamagedFile(FilePath.Decode(file.Path), fault));
            }

            options.Checked?.Invoke(1);
        }).ConfigureAwait(false);
        return [.. damaged.OrderBy(file => file.Path, Utf8Order.Comparer)];
    }

    private async ValueTask<string?> FaultAsync(AddFile file, CancellationToken cancellationToken)
    {
        try
        {
            // The length that is there: another one than the log's is a finding of its own.
            var source = await context.Parquet.OpenAsync(folder, FilePath.Key(file.Path), null, cancellationToken).ConfigureAwait(false);
            await using (source.ConfigureAwait(false))
            {
                return FileStatistics.Parse(file.Stats).RowCount is { } rows && rows != source.RowCount
                    ? $"The log's statistics say {rows} rows, the file has {source.RowCount}."
                    : null;
            }
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Corrupt or LakeErrorKind.Unsupported or LakeErrorKind.NotFound)
        {
            return e.Message;
        }
    }

    // Every file that a commit of the log names, or that the version remembers as removed.
    private async ValueTask<HashSet<string>> NamedAsync(DeltaSnapshot table, CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        names.UnionWith(table.State.Tombstones.Values.Select(file => FilePath.Decode(file.Path)));
        var log = await LogListing.ListAsync(folder, 0, cancellationToken).ConfigureAwait(false);
        var commits = log.Where(file => file.Kind == LogFileKind.Commit).OrderBy(file => file.Version).ToList();
        await foreach (var commit in LogReader.ReadAsync(folder, commits, cancellationToken).ConfigureAwait(false))
        {
            names.UnionWith(commit.Actions<AddFile>().Select(file => FilePath.Decode(file.Path)));
            names.UnionWith(commit.Actions<RemoveFile>().Select(file => FilePath.Decode(file.Path)));
            names.UnionWith(commit.Actions<ChangeDataFile>().Select(file => FilePath.Decode(file.Path)));
        }

        return names;
    }
}
