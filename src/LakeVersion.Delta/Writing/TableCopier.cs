using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Writing;

/// <summary>Prepares the version that makes a copy of a table's folder a table of its own. Pure.</summary>
/// <remarks>A copy that kept the id would be taken for the original wherever two histories are compared.</remarks>
public sealed class TableCopier(DeltaContext context)
{
    /// <summary>Prepares the version.</summary>
    /// <param name="copy">The copied table as it is.</param>
    /// <param name="source">What it was copied from, in words.</param>
    public DeltaTransaction Prepare(DeltaSnapshot copy, string source)
    {
        ArgumentNullException.ThrowIfNull(copy);
        TableFeatures.CheckWritable(copy.Protocol, copy.Metadata, copy.TableSchema, copy.Folder.Name);
        var isolation = TableRebase.IsolationOf(copy);
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["source"] = source,
            ["sourceVersion"] = CommitFacts.Number(copy.Version),
            ["isShallow"] = "true",
        };
        return new DeltaTransaction
        {
            ReadSnapshot = copy,
            Reads = TransactionReads.Table,
            Actions = [copy.Metadata with { Id = context.NewGuid().ToString("D"), CreatedTime = context.Time.GetUtcNow().ToUnixTimeMilliseconds() }],
            Info = CommitFacts.Info(context, "CLONE", parameters, new(StringComparer.Ordinal), isolation, isBlindAppend: false, new CommitOptions()),
            Isolation = isolation,
        };
    }
}
