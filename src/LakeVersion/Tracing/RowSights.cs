using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Revisions;

namespace LakeVersion.Tracing;

/// <summary>Sees one row at the revisions of its table, opening no more than what may have changed it.</summary>
/// <param name="lake">The lake.</param>
/// <param name="table">The table's path.</param>
/// <param name="key">The row.</param>
internal sealed class RowSights(Lake lake, string table, RowKey key)
{
    private const int MostKept = 16;

    private readonly TracedPath path = new(lake.Store, Tables.TablePath.Prefix(table));
    private readonly Dictionary<CommitId, RowSight> seen = [];
    private readonly Queue<CommitId> order = [];

    /// <summary>The row at a commit; null where there is none.</summary>
    public async ValueTask<RowCells?> RowAsync(Commit commit, CancellationToken cancellationToken)
    {
        var sight = await SightAsync(commit, cancellationToken).ConfigureAwait(false);
        return await sight.Row.ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>True where a commit and its parent certainly have the same row, told without reading it.</summary>
    public async ValueTask<bool> IsUntouchedAsync(Commit commit, Commit parent, CancellationToken cancellationToken)
    {
        if (await path.IsSameAsync(commit, parent, cancellationToken).ConfigureAwait(false))
        {
            if (seen.TryGetValue(commit.Id, out var known))
            {
                Keep(parent.Id, known);
            }

            return true;
        }

        var after = await SightAsync(commit, cancellationToken).ConfigureAwait(false);
        var before = await SightAsync(parent, cancellationToken).ConfigureAwait(false);
        if (!after.HasSameFiles(before))
        {
            return false;
        }

        seen[parent.Id] = after;
        return true;
    }

    private async ValueTask<RowSight> SightAsync(Commit commit, CancellationToken cancellationToken)
    {
        if (seen.TryGetValue(commit.Id, out var known))
        {
            return known;
        }

        var at = lake.At(new ResolvedRevision(commit, null, null)).Table(table);
        var sight = await at.ExistsAsync(cancellationToken).ConfigureAwait(false)
            ? RowSight.Of(await at.OpenAsync(cancellationToken: cancellationToken).ConfigureAwait(false), key, $"'{table}' at {commit.Id.Abbreviated}")
            : RowSight.Nothing;
        Keep(commit.Id, sight);
        return sight;
    }

    // A table's state can be large: of a long history only the last few are held.
    private void Keep(CommitId id, RowSight sight)
    {
        if (seen.TryAdd(id, sight))
        {
            order.Enqueue(id);
        }

        while (order.Count > MostKept)
        {
            seen.Remove(order.Dequeue());
        }
    }
}
