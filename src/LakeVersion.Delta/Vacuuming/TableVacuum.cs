using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Vacuuming;

/// <summary>Deletes files in a table's folder that no version within the retention needs.</summary>
/// <remarks>
/// 1. Only files that were not put since the retention began: a commit to come may need younger ones. 2. The log, and names that begin with
/// <c>_</c> or <c>.</c>, folders included, are left alone, save for change data and folders of partitions. 3. So are folders that hold
/// another table. 4. What the log names is read after the folder, and the earlier one of both clocks counts, so that in doubt a file
/// stays. 5. Files elsewhere, which the log names by absolute paths, are never touched. 6. The table must be one that this version may
/// write, whether or not it says so (PROTOCOL.md, "VACUUM Protocol Check").
/// </remarks>
/// <param name="folder">The table's folder.</param>
/// <param name="context">Engine, clock and ids.</param>
public sealed class TableVacuum(IObjectStore folder, DeltaContext context)
{
    private const int DeletedAtOnce = 1000;

    /// <summary>Finds the files and, unless the options say otherwise, deletes them.</summary>
    /// <param name="options">How long files are kept; null for the table's own retention.</param>
    /// <param name="cancellationToken">Ends the work; what was deleted stays so.</param>
    /// <exception cref="LakeException">Refused: a retention shorter than the table's own. Unsupported: a table that this version does not
    /// write. Corrupt: a damaged log.</exception>
    public async ValueTask<VacuumReport> RunAsync(VacuumOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new VacuumOptions();
        var table = await DeltaTable.OpenAsync(folder, context, cancellationToken).ConfigureAwait(false);
        var first = await table.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        TableFeatures.CheckWritable(first.Protocol, first.Metadata, first.TableSchema, folder.Name); // 6
        var now = await NowAsync(cancellationToken).ConfigureAwait(false);
        var retention = Retention.Of(options, first.Properties, folder.Name);
        var before = retention > now - DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : now - retention;
        var old = await OldFilesAsync(first, before, cancellationToken).ConfigureAwait(false);
        var newest = await table.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        var needed = await NeededNames.ReadAsync(folder, context, newest, before, cancellationToken).ConfigureAwait(false);
        old.RemoveAll(file => needed.Contains(file.Path));
        foreach (var chunk in options.DryRun ? [] : old.Chunk(DeletedAtOnce))
        {
            await folder.DeleteAsync([.. chunk.Select(file => StoreKey.Parse(file.Path))], cancellationToken).ConfigureAwait(false);
        }

        return new VacuumReport(newest.Version, before, old, options.DryRun);
    }

    // 4
    private async ValueTask<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        var (mine, store) = (context.Time.GetUtcNow(), await folder.GetTimeAsync(cancellationToken).ConfigureAwait(false));
        return mine < store ? mine : store;
    }

    // 1, 2, 3
    private async ValueTask<List<VacuumedFile>> OldFilesAsync(DeltaSnapshot table, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var hidden = new HiddenNames(table);
        var files = new List<VacuumedFile>();
        var otherTables = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var item in folder.ListAsync(new ListRequest(), cancellationToken).ConfigureAwait(false))
        {
            if (HiddenNames.OtherTable(item.Name) is { } other)
            {
                otherTables.Add(other);
            }
            else if (item.Info is { } info && info.Modified < before && !hidden.IsHidden(item.Name))
            {
                files.Add(new VacuumedFile(item.Name, info.SizeBytes));
            }
        }

        files.RemoveAll(file => otherTables.Any(other => file.Path.StartsWith(other, StringComparison.Ordinal)));
        return files;
    }
}
