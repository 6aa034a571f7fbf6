using System.Text.Json;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Editing;

/// <summary>The provenance of edits, in Spark's words.</summary>
internal static class EditFacts
{
    public static DeltaTransaction Transaction(
        DeltaContext context, DeltaSnapshot table, EditOutcome outcome, string operation,
        Dictionary<string, string?> parameters, Dictionary<string, string?> metrics, CommitOptions options)
    {
        var isolation = TableRebase.IsolationOf(table);
        return new DeltaTransaction
        {
            ReadSnapshot = table,
            Reads = outcome.Reads,
            Actions = outcome.Actions,
            Info = CommitFacts.Info(context, operation, parameters, metrics, isolation, isBlindAppend: false, options),
            Isolation = isolation,
            IsUnchanged = outcome.Actions.Count == 0,
        };
    }

    /// <summary>A predicate as a parameter: a list of one text, empty where every row passes.</summary>
    public static string Predicates(Predicate? predicate) => CommitFacts.Names(predicate is null or Truth { Value: true } ? [] : [predicate.ToString()]);

    public static Dictionary<string, string?> OfDelete(EditFigures figures)
    {
        var metrics = Files(figures);
        metrics["numCopiedRows"] = CommitFacts.Number(figures.Copied);
        if (figures.Deleted is { } deleted)
        {
            metrics["numDeletedRows"] = CommitFacts.Number(deleted);
        }

        return metrics;
    }

    public static Dictionary<string, string?> OfUpdate(EditFigures figures)
    {
        var metrics = Files(figures);
        metrics["numCopiedRows"] = CommitFacts.Number(figures.Copied);
        metrics["numUpdatedRows"] = CommitFacts.Number(figures.Updated);
        return metrics;
    }

    /// <summary>Parameters of an upsert, each a text with JSON inside, as Spark has them.</summary>
    public static Dictionary<string, string?> Parameters(IReadOnlyList<string> keys, UpsertOptions options) => new(StringComparer.Ordinal)
    {
        ["predicate"] = CommitFacts.Names([string.Join(" and ", keys.Select(key => $"(target.{ColumnPath.Of(key)} = source.{ColumnPath.Of(key)})"))]),
        ["matchedPredicates"] = Clauses(options.Matched),
        ["notMatchedPredicates"] = Clauses(options.NotMatched),
        ["notMatchedBySourcePredicates"] = Clauses(options.NotMatchedBySource),
    };

    public static Dictionary<string, string?> OfUpsert(EditFigures figures, long sourceRows) => new(StringComparer.Ordinal)
    {
        ["numSourceRows"] = CommitFacts.Number(sourceRows),
        ["numTargetRowsInserted"] = CommitFacts.Number(figures.Inserted),
        ["numTargetRowsUpdated"] = CommitFacts.Number(figures.Updated),
        ["numTargetRowsDeleted"] = CommitFacts.Number(figures.Deleted ?? 0),
        ["numTargetRowsCopied"] = CommitFacts.Number(figures.Copied),
        ["numOutputRows"] = CommitFacts.Number(figures.Inserted + figures.Updated + figures.Copied),
        ["numTargetFilesAdded"] = CommitFacts.Number(figures.AddedFiles),
        ["numTargetFilesRemoved"] = CommitFacts.Number(figures.RemovedFiles),
        ["numTargetBytesAdded"] = CommitFacts.Number(figures.AddedBytes),
        ["numTargetBytesRemoved"] = CommitFacts.Number(figures.RemovedBytes),
        ["numTargetDeletionVectorsAdded"] = CommitFacts.Number(figures.VectorsAdded),
        ["numTargetDeletionVectorsUpdated"] = CommitFacts.Number(figures.VectorsUpdated),
        ["numTargetDeletionVectorsRemoved"] = CommitFacts.Number(figures.VectorsRemoved),
        ["numTargetChangeFilesAdded"] = CommitFacts.Number(figures.ChangeFiles),
    };

    private static string Clauses(IReadOnlyList<UpsertClause> clauses) => $"[{string.Join(',', clauses.Select(clause =>
    {
        var when = clause.When is { } condition ? $"\"predicate\":\"{JsonEncodedText.Encode(condition.ToString())}\"," : "";
        return $"{{{when}\"actionType\":\"{clause.Action.ToString().ToLowerInvariant()}\"}}";
    }))}]";

    private static Dictionary<string, string?> Files(EditFigures figures) => new(StringComparer.Ordinal)
    {
        ["numAddedFiles"] = CommitFacts.Number(figures.AddedFiles),
        ["numAddedBytes"] = CommitFacts.Number(figures.AddedBytes),
        ["numRemovedFiles"] = CommitFacts.Number(figures.RemovedFiles),
        ["numRemovedBytes"] = CommitFacts.Number(figures.RemovedBytes),
        ["numDeletionVectorsAdded"] = CommitFacts.Number(figures.VectorsAdded),
        ["numDeletionVectorsUpdated"] = CommitFacts.Number(figures.VectorsUpdated),
        ["numDeletionVectorsRemoved"] = CommitFacts.Number(figures.VectorsRemoved),
        ["numAddedChangeFiles"] = CommitFacts.Number(figures.ChangeFiles),
    };
}
