using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Conflicts;

/// <summary>Decides whether a commit may follow commits that it has not seen. Pure.</summary>
/// <remarks>
/// Rules, for each winner in order of its version; all that are broken are told:
/// <list type="number">
/// <item>The winner changed the protocol: fail if I change it too, or cannot write the new one.</item>
/// <item>The winner changed the metadata: fail. Save where only marks of identity columns moved and I change no metadata.</item>
/// <item>Both wrote the same metadata domain: fail, <c>delta.rowTracking</c> excepted.</item>
/// <item>The winner advanced an application id that I read: fail.</item>
/// <item>Row tracking gives new ids above the winner's mark: done where the commit is restated, never a conflict.</item>
/// <item>The winner added rows that I would have read: fail. WriteSerializable lets blind appends pass.</item>
/// <item>The winner removed a file that I read, or I read the whole table: fail.</item>
/// <item>Both removed the same file: fail.</item>
/// <item>In-commit timestamps become max(mine, winner's + 1 ms): done where the commit is restated, never a conflict.</item>
/// </list>
/// Adds and removes with <c>dataChange</c> false (a compaction) still break rules 7 and 8, and never rule 6.
/// </remarks>
internal static class ConflictChecker
{
    /// <param name="mine">My actions.</param>
    /// <param name="reads">What I read.</param>
    /// <param name="isolation">How much of what others appended matters.</param>
    /// <param name="read">The snapshot that I read, by whose schema predicates are judged.</param>
    /// <param name="winners">The commits since, ascending.</param>
    public static IReadOnlyList<TableConflict> Check(
        IReadOnlyList<DeltaAction> mine, TransactionReads reads, IsolationLevel isolation, DeltaSnapshot read, IEnumerable<ParsedCommit> winners)
    {
        var conflicts = new List<TableConflict>();
        foreach (var winner in winners)
        {
            CheckTable(mine, read, winner, conflicts);
            CheckMarks(mine, reads, winner, conflicts);
            CheckFiles(mine, reads, isolation, read, winner, conflicts);
        }

        return conflicts;
    }

    private static void CheckTable(IReadOnlyList<DeltaAction> mine, DeltaSnapshot read, ParsedCommit winner, List<TableConflict> conflicts)
    {
        // Rule 1.
        if (winner.Actions<ProtocolAction>().FirstOrDefault() is { } protocol)
        {
            if (mine.OfType<ProtocolAction>().Any())
            {
                conflicts.Add(new(TableConflictRule.ProtocolChanged, winner.Version, $"version {winner.Version} changed the protocol, and so does this commit"));
            }
            else if (Unwritable(protocol, read) is { } fault)
            {
                conflicts.Add(new(TableConflictRule.ProtocolChanged, winner.Version, $"version {winner.Version} changed the protocol: {fault}"));
            }
        }

        // Rule 2, and a table that is another one by its id.
        var isMine = mine.OfType<MetadataAction>().Any();
        foreach (var metadata in winner.Actions<MetadataAction>().Where(action => isMine || !IdentityMarks.AreAllThatDiffers(read.Metadata, action)))
        {
            conflicts.Add(metadata.Id == read.Metadata.Id
                ? new(TableConflictRule.MetadataChanged, winner.Version, $"version {winner.Version} changed the table's schema or properties")
                : new(TableConflictRule.DifferentTable, winner.Version, $"version {winner.Version} made it another table (id {metadata.Id} in place of {read.Metadata.Id})"));
        }
    }

    private static void CheckMarks(IReadOnlyList<DeltaAction> mine, TransactionReads reads, ParsedCommit winner, List<TableConflict> conflicts)
    {
        // Rule 3.
        var domains = mine.OfType<DomainMetadata>().Select(action => action.Domain).ToHashSet(StringComparer.Ordinal);
        foreach (var domain in winner.Actions<DomainMetadata>().Where(action => action.Domain != RowTracking.Domain && domains.Contains(action.Domain)))
        {
            conflicts.Add(new(TableConflictRule.DomainChanged, winner.Version, $"version {winner.Version} wrote the metadata domain '{domain.Domain}' too"));
        }

        // Rule 4. What I write I have read: else a batch would count twice.
        foreach (var txn in winner.Actions<AppTransaction>())
        {
            if (reads.AppIds.Contains(txn.AppId) || mine.OfType<AppTransaction>().Any(action => action.AppId == txn.AppId))
            {
                conflicts.Add(new(TableConflictRule.TransactionAdvanced, winner.Version, $"version {winner.Version} advanced the application '{txn.AppId}' to {txn.Version}"));
            }
        }
    }

    private static void CheckFiles(
        IReadOnlyList<DeltaAction> mine, TransactionReads reads, IsolationLevel isolation, DeltaSnapshot read, ParsedCommit winner, List<TableConflict> conflicts)
    {
        // Rule 6. A commit that does not say is not taken for a blind append.
        var isBlind = winner.Info?.IsBlindAppend == true;
        if (reads.Any && (isolation == IsolationLevel.Serializable || !isBlind)
            && winner.Actions<AddFile>().FirstOrDefault(add => add.DataChange && WouldRead(add, reads, read)) is { } added)
        {
            conflicts.Add(new(TableConflictRule.ConcurrentAppend, winner.Version, $"version {winner.Version} added rows that this commit would have read ('{added.Path}')"));
        }

        var removed = winner.Actions<RemoveFile>().ToList();
        if (removed.Count == 0)
        {
            return;
        }

        // Rule 8 first: a file that both removed was read too, and is told once.
        var mineRemoved = mine.OfType<RemoveFile>().Select(action => FilePath.Decode(action.Path)).ToHashSet(StringComparer.Ordinal);
        if (removed.FirstOrDefault(action => mineRemoved.Contains(FilePath.Decode(action.Path))) is { } both)
        {
            conflicts.Add(new(TableConflictRule.FileRemovedByBoth, winner.Version, $"version {winner.Version} removed '{both.Path}' too"));
        }
        else if (removed.FirstOrDefault(action => WasRead(action, reads, read)) is { } gone)
        {
            // Rule 7.
            conflicts.Add(new(TableConflictRule.FileRemovedThatWasRead, winner.Version, $"version {winner.Version} removed '{gone.Path}', which this commit read"));
        }
    }

    private static string? Unwritable(ProtocolAction protocol, DeltaSnapshot read)
    {
        try
        {
            TableFeatures.CheckWritable(protocol, read.Metadata, read.TableSchema, read.Folder.Name);
            return null;
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Unsupported or LakeErrorKind.Corrupt)
        {
            return e.Message;
        }
    }

    private static bool WouldRead(AddFile add, TransactionReads reads, DeltaSnapshot read) => reads.WholeTable
        || reads.Predicates.Any(predicate => new FilePruner(predicate, read.TableSchema, read.PartitionColumns).MayPass(add));

    private static bool WasRead(RemoveFile remove, TransactionReads reads, DeltaSnapshot read) => reads.WholeTable
        || reads.Files.Contains(FilePath.Decode(remove.Path))
        || (reads.Predicates.Count > 0 && read.State.Files.Find(remove.Path, remove.DeletionVector) is { } file && WouldRead(file, reads, read));
}
