using LakeVersion.Delta.Snapshots;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Revisions;

namespace LakeVersion.Tracing;

/// <summary>The definitions of a table's columns; parts are their stored names.</summary>
internal sealed class TracedColumns(Lake lake, string table) : ITraced
{
    private readonly TracedPath path = new(lake.Store, Tables.TablePath.Prefix(table));
    private (CommitId Commit, IReadOnlyList<TableColumn> Columns)? last;

    public async ValueTask<IReadOnlyCollection<string>> SameAsync(
        Commit commit, Commit parent, IReadOnlyCollection<string> parts, CancellationToken cancellationToken)
    {
        if (await path.IsSameAsync(commit, parent, cancellationToken).ConfigureAwait(false))
        {
            return [.. parts];
        }

        var after = await ColumnsAsync(commit, cancellationToken).ConfigureAwait(false);
        var before = (await ColumnsAsync(parent, cancellationToken).ConfigureAwait(false)).ToDictionary(column => column.StoredName, StringComparer.Ordinal);
        var same = after.Where(column => before.TryGetValue(column.StoredName, out var old) && column.IsSame(old)).Select(column => column.StoredName);
        return [.. parts.Intersect(same, StringComparer.Ordinal)];
    }

    private async ValueTask<IReadOnlyList<TableColumn>> ColumnsAsync(Commit commit, CancellationToken cancellationToken)
    {
        if (last is { } known && known.Commit == commit.Id)
        {
            return known.Columns;
        }

        var at = lake.At(new ResolvedRevision(commit, null, null)).Table(table);
        IReadOnlyList<TableColumn> columns = await at.ExistsAsync(cancellationToken).ConfigureAwait(false)
            ? TableColumn.Of(await at.OpenAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
            : [];
        last = (commit.Id, columns);
        return columns;
    }
}
