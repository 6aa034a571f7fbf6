using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Checking;

/// <summary>Checks the files of one version of a table: one listing, and a look at each file that lies elsewhere.</summary>
internal sealed class TableCheck(IObjectStore folder, DeltaContext context, TableCheckOptions options)
{
    private readonly FileLocator locator = new(folder, context.AbsoluteFiles);

    public async ValueTask<TableCheckReport> RunAsync(DeltaSnapshot table, CancellationToken cancellationToken)
    {
        var needed = new NeededFiles(table);
        var comparison = new FolderComparison(needed.Inside);
        await foreach (var item in folder.ListAsync(new ListRequest(), cancellationToken).ConfigureAwait(false))
        {
            if (item.Info is { } info)
            {
                comparison.See(StoreKey.Parse(item.Name), info.SizeBytes);
                options.Checked?.Invoke(options.Deep ? 0 : 1);
            }
        }

        var (missing, mismatching, damaged) = (comparison.Missing.ToList(), comparison.Mismatching, needed.Faulty);
        await LookOutsideAsync(needed, missing, mismatching, damaged, cancellationToken).ConfigureAwait(false);
        if (options.Deep)
        {
            var gone = missing.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
            damaged.AddRange(await new FileOpening(locator, context.Parquet, options.Checked).FaultsAsync(table.Files, gone, cancellationToken).ConfigureAwait(false));
        }

        var named = comparison.Extra.Count == 0 ? [] : await NamedAsync(table, cancellationToken).ConfigureAwait(false);
        return new TableCheckReport
        {
            Version = table.Version,
            Files = needed.Inside.Count + needed.Outside.Count,
            Missing = missing,
            Mismatching = mismatching,
            Damaged = damaged,
            OfOtherVersions = [.. comparison.Extra.Where(file => named.Contains(file.Path))],
            ChecksumFault = await VersionChecksum.ContradictionAsync(folder, table, cancellationToken).ConfigureAwait(false),
            Unknown = [.. comparison.Extra.Where(file => !named.Contains(file.Path))],
        };
    }

    private async ValueTask LookOutsideAsync(
        NeededFiles needed, List<MissingFile> missing, List<MismatchingFile> mismatching, List<DamagedFile> damaged, CancellationToken cancellationToken)
    {
        foreach (var (uri, expected) in needed.Outside)
        {
            try
            {
                var (store, key) = locator.Find(uri);
                var info = await store.StatAsync(key, cancellationToken).ConfigureAwait(false);
                if (info is null)
                {
                    missing.Add(new MissingFile(uri, expected));
                }
                else if (expected is { } size && info.Value.SizeBytes != size)
                {
                    mismatching.Add(new MismatchingFile(uri, size, info.Value.SizeBytes));
                }
            }
            catch (LakeException e) when (e.Kind is LakeErrorKind.Unsupported or LakeErrorKind.Refused or LakeErrorKind.Invalid)
            {
                damaged.Add(new DamagedFile(uri, e.Message));
            }
        }
    }

    // Every file that a commit of the log names. Only asked where there are extra files.
    private async ValueTask<HashSet<string>> NamedAsync(DeltaSnapshot table, CancellationToken cancellationToken)
    {
        var root = folder.Name.TrimEnd('/') + "/";
        var names = new HashSet<string>(StringComparer.Ordinal);
        var log = await LogListing.ListAsync(folder, 0, cancellationToken).ConfigureAwait(false);
        var commits = log.Where(file => file.Kind == LogFileKind.Commit).OrderBy(file => file.Version).ToList();
        await foreach (var commit in LogReader.ReadAsync(folder, commits, cancellationToken).ConfigureAwait(false))
        {
            foreach (var uri in commit.Lines.SelectMany(line => NamesOf(line.Action)))
            {
                names.Add(NeededFiles.NameIn(root, uri));
            }
        }

        return names;
    }

    private static IEnumerable<string> NamesOf(DeltaAction action) => action switch
    {
        AddFile file => Both(file.Path, file.DeletionVector),
        RemoveFile file => Both(file.Path, file.DeletionVector),
        ChangeDataFile file => [file.Path],
        _ => [],
    };

    private static IEnumerable<string> Both(string path, DeletionVectorDescriptor? vector) =>
        vector is not null && DeletionVectors.VectorReader.FileOf(vector, path) is { } file ? [path, file] : [path];
}
