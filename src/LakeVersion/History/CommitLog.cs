using System.Runtime.CompilerServices;
using LakeVersion.Tracing;
using LakeVersion.Versioning;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.History;

/// <summary>The commits behind a revision, newest first.</summary>
public sealed class CommitLog
{
    private readonly LakeStore lake;

    internal CommitLog(LakeStore lake) => this.lake = lake;

    /// <summary>A commit and all before it: every commit after its children, later ones first. The root commit is left out.</summary>
    /// <param name="from">Where to begin.</param>
    /// <param name="path">Only commits that changed this file, folder or table; null for all. Where a merge took it over from a parent, the
    /// walk goes on in that parent alone.</param>
    /// <param name="firstParents">True follows first parents alone.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public IAsyncEnumerable<Commit> WalkAsync(
        Commit from, string? path = null, bool firstParents = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        return path is null ? AllAsync(from, firstParents, cancellationToken) : OfPathAsync(from, path, firstParents, cancellationToken);
    }

    private async IAsyncEnumerable<Commit> OfPathAsync(
        Commit from, string path, bool firstParents, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var walk = new TraceWalk(lake.Commits, new TracedPath(lake, path)) { FirstParents = firstParents };
        await foreach (var step in walk.WalkAsync(from, [path], cancellationToken).ConfigureAwait(false))
        {
            yield return step.Commit;
        }
    }

    private async IAsyncEnumerable<Commit> AllAsync(
        Commit from, bool firstParents, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A commit's generation is above all its ancestors', so the greatest that is open has no unseen child.
        var open = new PriorityQueue<Commit, (long Generation, long Time)>();
        var seen = new HashSet<CommitId> { from.Id };
        open.Enqueue(from, Rank(from));
        while (open.TryDequeue(out var commit, out _))
        {
            if (commit.Record.Parents.Count == 0)
            {
                continue;
            }

            var parents = new List<Commit>();
            foreach (var id in commit.Record.Parents.Take(firstParents ? 1 : int.MaxValue))
            {
                parents.Add(await lake.Commits.ReadAsync(id, cancellationToken).ConfigureAwait(false));
            }

            yield return commit;
            foreach (var parent in parents.Where(parent => seen.Add(parent.Id)))
            {
                open.Enqueue(parent, Rank(parent));
            }
        }
    }

    private static (long Generation, long Time) Rank(Commit commit) => (-commit.Record.Generation, -commit.Record.Time.UtcTicks);
}
