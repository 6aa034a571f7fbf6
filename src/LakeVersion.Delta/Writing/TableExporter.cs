using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Writing;

/// <summary>Prepares the first version of a table elsewhere that has a snapshot's columns, properties and files. Pure.</summary>
/// <remarks>It is a table of its own, with an id of its own: nobody may take the two logs for one history.</remarks>
public sealed class TableExporter(DeltaContext context)
{
    // It tells from which version on times are in the log; in a log that begins with them it would be wrong.
    private const string TimestampsSince = "delta.inCommitTimestampEnablement";

    /// <summary>Prepares the version; the files, and those of deletion vectors, are to be where its paths say, relative to the table.</summary>
    /// <param name="table">What is exported.</param>
    /// <param name="source">What it was exported from, in words.</param>
    public DeltaTransaction Prepare(DeltaSnapshot table, string source)
    {
        ArgumentNullException.ThrowIfNull(table);
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["source"] = source,
            ["sourceVersion"] = CommitFacts.Number(table.Version),
            ["isShallow"] = "false",
        };
        var metadata = table.Metadata with
        {
            Id = context.NewGuid().ToString("D"),
            Configuration = table.Properties
                .Where(property => !property.Key.StartsWith(TimestampsSince, StringComparison.Ordinal))
                .ToDictionary(property => property.Key, property => property.Value, StringComparer.Ordinal),
        };
        return new DeltaTransaction
        {
            ReadSnapshot = null,
            Reads = TransactionReads.Nothing,
            Actions = [table.Protocol, metadata, .. table.Domains.Values, .. table.Transactions.Values, .. table.Files.Select(file => file with { DataChange = true })],
            Info = CommitFacts.Info(context, "CLONE", parameters, CommitFacts.Written(table.Files), IsolationLevel.Serializable, isBlindAppend: false, new CommitOptions()),
            Isolation = IsolationLevel.Serializable,
        };
    }
}
