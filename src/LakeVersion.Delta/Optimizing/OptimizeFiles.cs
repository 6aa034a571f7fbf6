using System.Globalization;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Clustering;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Optimizing;

/// <summary>Writes rows anew in fewer, larger files, or with rows that are near each other together. The rows stay the same.</summary>
/// <remarks>
/// It reads only the files that it removes: what others append meanwhile never conflicts, what others delete from the same files does.
/// Rows of joined files keep their order; as files are read in the order of their names, and new files have later names, they come
/// behind those that stay. Only what needs it is written: small files, files with many deleted rows, and, while clustering, partitions
/// with a file that was not clustered in the same way by the same run.
/// </remarks>
/// <param name="options">Which files, and how; null joins small ones.</param>
public sealed class OptimizeFiles(OptimizeOptions? options = null) : ITableChange
{
    private readonly OptimizeOptions options = options ?? new OptimizeOptions();

    /// <inheritdoc/>
    public string Request => string.Create(
        CultureInfo.InvariantCulture,
        $"optimize {options.Where} by {options.Curve} {CommitFacts.Names(options.ClusterBy)} to {options.Files.TargetSizeBytes} {options.SmallShare} {options.MaxDeletedShare}");

    /// <inheritdoc/>
    public CommitOptions Commit => options.Commit;

    /// <inheritdoc/>
    /// <exception cref="LakeException">Invalid: an unknown column, or a test of a column that is not a partition column. Unsupported: a table
    /// that this version does not write.</exception>
    public async ValueTask<DeltaTransaction> PrepareAsync(
        IObjectStore folder, DeltaContext context, DeltaSnapshot current, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(context);
        OptimizeRules.Check(current, options);
        var files = options.Where is null ? current.Files : FilePruner.Prune(current, options.Where);
        var layout = FileLayout.Of(options.Files, current.Properties);
        var packing = new FilePacking(layout.TargetSizeBytes, options);
        var clustering = options.ClusterBy.Count == 0 ? null : new FileClustering(current, context, options, packing);
        var groups = clustering is null ? packing.Groups(files) : clustering.Groups(files);
        var sizes = options.Files with { TargetSizeBytes = clustering is null ? OutputSize(layout.TargetSizeBytes) : layout.TargetSizeBytes };
        var added = new List<AddFile>();
        var writer = new DataFileWriter(folder, context, KeptRowIds.SchemaOf(current), current.Metadata, sizes) { HoldsOldRows = true };
        await using (writer.ConfigureAwait(false))
        {
            foreach (var group in groups)
            {
                var rows = clustering is null ? GroupRows.ReadAsync(current, context, group.Files, null, cancellationToken) : clustering.ReadAsync(group, cancellationToken);

                // The writer tells of all its files each time.
                added = [.. await writer.WriteAsync(rows, cancellationToken).ConfigureAwait(false)];
            }
        }

        var tags = clustering?.Tags;
        return Transaction(context, current, [.. groups.SelectMany(group => group.Files)], [.. added.Select(file => file with { DataChange = false, Tags = tags })]);
    }

    // What fits the target may encode a little larger than it was, and shall not leave a crumb behind for that.
    private static long OutputSize(long target) => target > long.MaxValue / 2 ? target : target + (target / 2);

    private DeltaTransaction Transaction(DeltaContext context, DeltaSnapshot current, IReadOnlyList<AddFile> removed, IReadOnlyList<AddFile> added)
    {
        var isolation = TableRebase.IsolationOf(current);
        var now = context.Time.GetUtcNow();
        return new DeltaTransaction
        {
            ReadSnapshot = current,
            Reads = new TransactionReads { Files = removed.Select(file => FilePath.Decode(file.Path)).ToHashSet(StringComparer.Ordinal) },
            Actions = [.. added, .. removed.Select(file => RemoveFile.Of(file, now) with { DataChange = false })],
            Info = CommitFacts.Info(context, "OPTIMIZE", Parameters(), OptimizeFigures.Of(removed, added), isolation, isBlindAppend: false, options.Commit),
            Isolation = isolation,
            IsUnchanged = removed.Count == 0,
        };
    }

    private Dictionary<string, string?> Parameters() => new(StringComparer.Ordinal)
    {
        ["predicate"] = CommitFacts.Names(options.Where is { } where ? [where.ToString()] : []),
        ["zOrderBy"] = CommitFacts.Names(options.Curve == SpaceCurve.ZOrder ? options.ClusterBy : []),
        ["clusterBy"] = CommitFacts.Names(options.Curve == SpaceCurve.Hilbert ? options.ClusterBy : []),
        ["auto"] = "false",
    };
}
