using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Writing;

/// <summary>Prepares a version that undoes what lies between two earlier states, and leaves what came later. Pure.</summary>
/// <remarks>
/// 1. A file that the change added and the table still has is removed; one that is gone (rewritten, deleted, other rows of it deleted
/// since) is a conflict. 2. A file that the change removed comes back, unless it is there; there with other rows deleted is a conflict.
/// 3. Columns and properties go back where nobody changed them since;
/// else a conflict. 4. Rows that come back must be read as they were written, and keep to the rules that the table has by then
/// (<see cref="ReturningRows"/>); else a conflict.
/// </remarks>
public sealed class TableReverter(DeltaContext context)
{
    /// <summary>Prepares the version.</summary>
    /// <param name="current">The table as it is. It counts as read in whole.</param>
    /// <param name="before">The table before the change.</param>
    /// <param name="after">The table after it.</param>
    /// <param name="options">What the commit remembers.</param>
    /// <exception cref="LakeException">Conflict: later changes touched the same. Refused: the states are of different tables.</exception>
    public DeltaTransaction Prepare(DeltaSnapshot current, DeltaSnapshot before, DeltaSnapshot after, CommitOptions options)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(options);
        var name = current.Folder.Name;
        TableFeatures.CheckWritable(current.Protocol, current.Metadata, current.TableSchema, name);
        TableOverwriter.CheckRemovable(current, current.Folder);
        if (current.Metadata.Id != before.Metadata.Id || before.Metadata.Id != after.Metadata.Id)
        {
            throw LakeException.Refused($"{name} was replaced by another table since (id {current.Metadata.Id}, before {before.Metadata.Id}); roll it back instead.");
        }

        var added = after.Files.Where(file => !before.State.Files.Contains(file)).ToList();
        var gone = added.Find(file => !current.State.Files.Contains(file));
        if (gone is not null)
        {
            throw LakeException.Conflict($"{name}: rows of versions {before.Version + 1} to {after.Version} were changed or rewritten since (file '{gone.Path}' is no longer part of the table). Nothing was committed.");
        }

        var restored = before.Files
            .Where(file => !after.State.Files.Contains(file) && !current.State.Files.Contains(file))
            .ToList();
        CheckVectors(current, added, restored, name);
        var (now, then) = (TableDefinition.Of(current), DefinitionOf(current, before, after, added));
        if (restored.Count > 0 && ReturningRows.Fault(before, then) is { } fault)
        {
            throw LakeException.Conflict($"{name}: rows of version {before.Version} would come back, and since then {fault}. Nothing was committed.");
        }

        return Transaction(current, before, after, [.. then.Since(now)], added, restored, options);
    }

    // Rule 2: an add takes the place of the same file with another deletion vector, and with it the rows that someone deleted.
    private static void CheckVectors(DeltaSnapshot current, List<AddFile> added, List<AddFile> restored, string name)
    {
        var back = restored.Select(file => FilePath.Decode(file.Path)).ToHashSet(StringComparer.Ordinal);
        back.ExceptWith(added.Select(file => FilePath.Decode(file.Path)));
        if (back.Count > 0 && current.Files.FirstOrDefault(file => back.Contains(FilePath.Decode(file.Path))) is { } there)
        {
            throw LakeException.Conflict($"{name}: rows of the file '{there.Path}', which would come back, were deleted since it did. Nothing was committed.");
        }
    }

    // Rule 3.
    private static TableDefinition DefinitionOf(DeltaSnapshot current, DeltaSnapshot before, DeltaSnapshot after, List<AddFile> added)
    {
        var (now, then) = (TableDefinition.Of(current), TableDefinition.Of(after));
        if (!then.Back(before).Since(then).Any())
        {
            return now;
        }

        if (now.Back(after).Since(now).Any())
        {
            throw LakeException.Conflict($"{current.Folder.Name}: columns or properties were changed again since version {after.Version}. Nothing was committed.");
        }

        var back = now.Back(before);
        var gone = added.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        if (ColumnChanges.Narrowed(now.Schema, back.Schema) is { } column && current.Files.Any(file => !gone.Contains(file.Path) && !before.State.Files.Contains(file)))
        {
            throw LakeException.Conflict(
                $"{current.Folder.Name}: column '{column}' would go back to a narrower type or to not null, and rows were added since. Nothing was committed.");
        }

        return back;
    }

    private DeltaTransaction Transaction(
        DeltaSnapshot current, DeltaSnapshot before, DeltaSnapshot after, List<DeltaAction> definition, List<AddFile> added, List<AddFile> restored, CommitOptions options)
    {
        var isolation = TableRebase.IsolationOf(current);
        var now = context.Time.GetUtcNow();
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["fromVersion"] = CommitFacts.Number(before.Version),
            ["toVersion"] = CommitFacts.Number(after.Version),
        };
        var metrics = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["numRemovedFiles"] = CommitFacts.Number(added.Count),
            ["numRestoredFiles"] = CommitFacts.Number(restored.Count),
        };
        return new DeltaTransaction
        {
            ReadSnapshot = current,
            Reads = TransactionReads.Table,
            Actions = [.. definition, .. restored.Select(file => file with { DataChange = true }), .. added.Select(file => RemoveFile.Of(file, now))],
            Info = CommitFacts.Info(context, "REVERT", parameters, metrics, isolation, isBlindAppend: false, options),
            Isolation = isolation,
        };
    }
}
