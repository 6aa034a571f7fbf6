using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Cloning;
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
        return Prepare(table, source, [.. table.Files.Select(file => file with { DataChange = true })], new CloneOptions());
    }

    /// <summary>Prepares the version with files that are named in another way.</summary>
    /// <param name="table">What is exported.</param>
    /// <param name="source">What it was exported from, in words.</param>
    /// <param name="files">The files, as the new log names them.</param>
    /// <param name="options">What the commit remembers, and what it says of copies.</param>
    public DeltaTransaction Prepare(DeltaSnapshot table, string source, IReadOnlyList<AddFile> files, CloneOptions options)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(options);
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["source"] = source,
            ["sourceVersion"] = CommitFacts.Number(table.Version),
            ["isShallow"] = options.IsShallow ? "true" : "false",
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
            Actions = [table.Protocol, metadata, .. table.Domains.Values, .. table.Transactions.Values, .. files],
            Info = CommitFacts.Info(context, "CLONE", parameters, Figures(files, options), IsolationLevel.Serializable, isBlindAppend: false, options.Commit),
            Isolation = IsolationLevel.Serializable,
        };
    }

    private static Dictionary<string, string?> Figures(IReadOnlyList<AddFile> files, CloneOptions options)
    {
        var figures = CommitFacts.Written(files);
        figures["sourceNumOfFiles"] = figures["numFiles"];
        figures["sourceTableSize"] = figures["numOutputBytes"];
        figures["numCopiedFiles"] = options.IsShallow ? "0" : figures["numFiles"];
        figures["copiedFilesSize"] = options.IsShallow ? "0" : figures["numOutputBytes"];
        return figures;
    }
}
