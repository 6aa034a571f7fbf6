using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Files;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Writing;

/// <summary>Prepares a version whose rows are those of an earlier one. What it returns is committed, or staged, by the caller.</summary>
/// <param name="folder">The table's folder.</param>
/// <param name="context">Engine, clock and ids.</param>
public sealed class TableRestorer(IObjectStore folder, DeltaContext context)
{
    private const int Probes = 16;

    /// <summary>The files, schema, partitioning and properties of the target. Protocol, marks, mapping and times are never lowered.</summary>
    /// <param name="current">The table as it is. It counts as read in whole.</param>
    /// <param name="target">The version to go back to.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="LakeException">Refused: another table by its id, or an append-only one. Expired: a file that must come back is
    /// gone; the message names it.</exception>
    public async ValueTask<DeltaTransaction> PrepareAsync(
        DeltaSnapshot current, DeltaSnapshot target, RestoreOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        TableFeatures.CheckWritable(current.Protocol, current.Metadata, current.TableSchema, folder.Name);
        TableOverwriter.CheckRemovable(current, folder);
        if (current.Metadata.Id != target.Metadata.Id)
        {
            throw LakeException.Refused($"Version {target.Version} of {folder.Name} is another table (id {target.Metadata.Id}, now {current.Metadata.Id}): replace it instead.");
        }

        var before = TableDefinition.Of(current);
        var definition = before.Back(target).Since(before).ToList();
        TableProperties.CheckAllowed(target.TableSchema, current.Protocol);
        var restored = target.Files.Where(file => !current.State.Files.Contains(file)).ToList();
        var removed = current.Files.Where(file => !target.State.Files.Contains(file)).ToList();
        await CheckFilesAsync(restored, target.Version, cancellationToken).ConfigureAwait(false);
        return Transaction(current, target, definition, restored, removed, options);
    }

    /// <summary>Applications whose batch numbers cannot be taken back, as the target has none: a log has no way to forget them.</summary>
    public static IReadOnlyList<string> UnrestorableApplications(DeltaSnapshot current, DeltaSnapshot target)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(target);
        return [.. current.Transactions.Keys.Where(appId => !target.Transactions.ContainsKey(appId)).Order(StringComparer.Ordinal)];
    }

    private DeltaTransaction Transaction(
        DeltaSnapshot current, DeltaSnapshot target, List<DeltaAction> definition, List<AddFile> restored, List<AddFile> removed, RestoreOptions options)
    {
        var isolation = TableRebase.IsolationOf(current);
        var now = context.Time.GetUtcNow();
        var metrics = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["tableSizeAfterRestore"] = CommitFacts.Number(target.Files.Sum(file => file.Size)),
            ["numOfFilesAfterRestore"] = CommitFacts.Number(target.Files.Count),
            ["numRemovedFiles"] = CommitFacts.Number(removed.Count),
            ["numRestoredFiles"] = CommitFacts.Number(restored.Count),
            ["removedFilesSize"] = CommitFacts.Number(removed.Sum(file => file.Size)),
            ["restoredFilesSize"] = CommitFacts.Number(restored.Sum(file => file.Size)),
        };
        return new DeltaTransaction
        {
            ReadSnapshot = current,
            Reads = TransactionReads.Table,
            Actions =
            [
                .. definition,
                .. options.RestoreApplications ? Applications(current, target) : [],
                .. restored.Select(file => file with { DataChange = true }),
                .. RowIdsOf(current, target),
                .. removed.Select(file => RemoveFile.Of(file, now)),
            ],
            Info = CommitFacts.Info(
                context, "RESTORE", new(StringComparer.Ordinal) { ["version"] = CommitFacts.Number(target.Version), ["timestamp"] = null },
                metrics, isolation, isBlindAppend: false, options.Commit),
            Isolation = isolation,
        };
    }

    // The target may be of another branch's log, where rows have other ids: those of its files, and the mark above them, come from it, so that no
    // two rows have one. Within one log nothing is to do.
    private static IEnumerable<DeltaAction> RowIdsOf(DeltaSnapshot current, DeltaSnapshot target)
    {
        if (!RowTracking.IsSupported(current.Protocol, current.Metadata))
        {
            yield break;
        }

        foreach (var file in target.Files.Where(file => file.BaseRowId is not null && current.State.Files.Contains(file)))
        {
            if (current.State.Files.PlaceOf(FileKey.Of(file.Path)) is var (block, row) && block[row].BaseRowId != file.BaseRowId)
            {
                yield return file with { DataChange = false };
            }
        }

        if (RowTracking.MarkOf(target) is var mark && mark > RowTracking.MarkOf(current))
        {
            yield return RowTracking.DomainOf(mark);
        }
    }

    private static IEnumerable<DeltaAction> Applications(DeltaSnapshot current, DeltaSnapshot target) =>
        target.Transactions.Values.Where(txn => current.Transactions.GetValueOrDefault(txn.AppId)?.Version != txn.Version);

    private async ValueTask CheckFilesAsync(List<AddFile> files, long version, CancellationToken cancellationToken)
    {
        foreach (var group in files.SelectMany(TableFiles.Of).Distinct().Chunk(Probes))
        {
            var found = await Task.WhenAll(group.Select(key => folder.StatAsync(key, cancellationToken).AsTask())).ConfigureAwait(false);
            for (var i = 0; i < found.Length; i++)
            {
                if (found[i] is null)
                {
                    throw LakeException.Expired($"Version {version} of {folder.Name} cannot be restored: its file '{group[i]}' is gone.");
                }
            }
        }
    }
}
