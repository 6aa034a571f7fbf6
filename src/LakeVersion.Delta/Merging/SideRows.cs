using Apache.Arrow;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Merging;

/// <summary>Reads the rows of the files in which a side differs from the base, all sides by the columns of one definition.</summary>
/// <param name="context">The engine.</param>
/// <param name="definition">The columns.</param>
internal sealed class SideRows(DeltaContext context, TableDefinition definition)
{
    /// <summary>A side as a table of these columns.</summary>
    public DeltaSnapshot Recast(DeltaSnapshot side) =>
        DeltaSnapshot.Of(side.State with { Protocol = definition.Protocol, Metadata = definition.Metadata }, side.Folder, context);

    /// <summary>Rows that the base has in these files, and the side lacks there.</summary>
    public IAsyncEnumerable<RecordBatch> LostAsync(DeltaSnapshot @base, DeltaSnapshot side, FileDelta delta, IReadOnlyList<string>? columns, CancellationToken cancellationToken) => ReadAsync(
        @base, side,
        [
            .. delta.Removed.Select(ScanFile.Of),
            .. delta.Marked.Where(file => file.After.DeletionVector is not null)
                .Select(file => ScanFile.Of(file.Before) with { Only = file.After.DeletionVector }),
        ],
        columns, cancellationToken);

    /// <summary>Rows that the side has in these files, and the base lacks there.</summary>
    public IAsyncEnumerable<RecordBatch> WonAsync(DeltaSnapshot @base, DeltaSnapshot side, FileDelta delta, IReadOnlyList<string>? columns, CancellationToken cancellationToken) => ReadAsync(
        side, @base,
        [
            .. delta.Added.Select(ScanFile.Of),
            .. delta.Marked.Where(file => file.Before.DeletionVector is not null)
                .Select(file => ScanFile.Of(file.After) with { Only = file.Before.DeletionVector }),
        ],
        columns, cancellationToken);

    // A file may need vectors of both, and each folder names its own alone.
    private IAsyncEnumerable<RecordBatch> ReadAsync(
        DeltaSnapshot side, DeltaSnapshot other, IReadOnlyList<ScanFile> files, IReadOnlyList<string>? columns, CancellationToken cancellationToken)
    {
        var scan = new FileScan(new FileLocator(TwoFolders.Of(side.Folder, other.Folder), context.AbsoluteFiles), context.Parquet, new ScanPlan(Recast(side), columns, null));
        return ScanQueue.ReadAsync(context.Background, scan, files.Count, i => files[i], cancellationToken);
    }
}
