using System.Runtime.CompilerServices;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Tracing;

/// <summary>Follows something back through the history to the commits that changed it.</summary>
/// <remarks>
/// 1. What is the same in a parent came from there: the walk goes into the first such parent and into no other. So a merge that
/// took a side's state over is passed through, and changes that it dropped are not told.
/// 2. What is the same in no parent was changed by the commit.
/// </remarks>
/// <param name="commits">Reads commits.</param>
/// <param name="traced">What is followed.</param>
internal sealed class TraceWalk(CommitStore commits, ITraced traced)
{
    /// <summary>Follow first parents alone.</summary>
    public bool FirstParents { get; init; }

    /// <summary>True goes on behind a change, in every parent; false ends a part's way at the commit that changed it last.</summary>
    public bool GoesOn { get; init; } = true;

    /// <summary>The commits that changed a part, every commit after its children, later ones first.</summary>
    public async IAsyncEnumerable<TraceStep> WalkAsync(
        Commit from, IReadOnlyCollection<string> parts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A commit's generation is above all its ancestors', so the greatest that is open has no unseen child.
        var open = new PriorityQueue<Commit, (long Generation, long Time)>();
        var wanted = new Dictionary<CommitId, HashSet<string>>();
        Want(from, parts);
        while (open.TryDequeue(out var commit, out _))
        {
            wanted.Remove(commit.Id, out var left);
            var parents = await ParentsAsync(commit, cancellationToken).ConfigureAwait(false);
            foreach (var parent in parents.TakeWhile(_ => left!.Count > 0))
            {
                var same = await traced.SameAsync(commit, parent, left!, cancellationToken).ConfigureAwait(false);
                Want(parent, same);
                left!.ExceptWith(same);
            }

            if (parents.Count > 0 && left!.Count > 0)
            {
                yield return new TraceStep(commit, parents, left);
                foreach (var parent in parents.Where(_ => GoesOn))
                {
                    Want(parent, left);
                }
            }
        }

        void Want(Commit commit, IReadOnlyCollection<string> some)
        {
            if (some.Count > 0 && !wanted.TryAdd(commit.Id, [.. some]))
            {
                wanted[commit.Id].UnionWith(some);
            }
            else if (some.Count > 0)
            {
                open.Enqueue(commit, (-commit.Record.Generation, -commit.Record.Time.UtcTicks));
            }
        }
    }

    private async ValueTask<IReadOnlyList<Commit>> ParentsAsync(Commit commit, CancellationToken cancellationToken)
    {
        var parents = new List<Commit>();
        foreach (var id in commit.Record.Parents.Take(FirstParents ? 1 : int.MaxValue))
        {
            parents.Add(await commits.ReadAsync(id, cancellationToken).ConfigureAwait(false));
        }

        return parents;
    }
}
