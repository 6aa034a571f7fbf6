using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Writing;

namespace LakeVersion.Delta.Altering;

/// <summary>Makes the transaction of a change that concerns columns and properties alone. Pure.</summary>
internal static class DefinitionCommit
{
    /// <param name="current">The table.</param>
    /// <param name="changed">What it is to be.</param>
    /// <param name="operation">What is done, in Spark's words.</param>
    /// <param name="parameters">How.</param>
    /// <param name="context">Clock and ids.</param>
    /// <param name="options">What the commit remembers.</param>
    /// <param name="files">Files that are added again with what the change needs; null for none.</param>
    /// <param name="readsRows">True where the change holds for the rows that were read alone, so that added ones exclude it.</param>
    public static DeltaTransaction Of(
        DeltaSnapshot current,
        TableDefinition changed,
        string operation,
        Dictionary<string, string?> parameters,
        DeltaContext context,
        CommitOptions options,
        IReadOnlyList<AddFile>? files = null,
        bool readsRows = false)
    {
        // A blind append of others breaks what was found of all rows, whatever level the table asks for.
        var isolation = readsRows ? IsolationLevel.Serializable : TableRebase.IsolationOf(current);
        DeltaAction[] actions = [.. changed.Since(TableDefinition.Of(current)), .. files ?? []];
        return new DeltaTransaction
        {
            ReadSnapshot = current,
            Reads = readsRows ? TransactionReads.Table : TransactionReads.Nothing,
            Actions = actions,
            Info = CommitFacts.Info(context, operation, parameters, new(StringComparer.Ordinal), isolation, isBlindAppend: false, options),
            Isolation = isolation,
            IsUnchanged = actions.Length == 0,
        };
    }
}
