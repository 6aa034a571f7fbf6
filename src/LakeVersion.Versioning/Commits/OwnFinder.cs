namespace LakeVersion.Versioning.Commits;

/// <summary>Tells which of a branch's commits another one holds, one after the other as they are made anew there.</summary>
/// <remarks>
/// 1. A commit is held where the other side contains it: by ancestry, by squashes, or by picks, those of what both sides have among them.
/// 2. A pick is held where what it picked is, but not by what both sides have: there it was taken back, or nobody had picked it again.
/// 3. A squash is held where all is that came with it, merges left out.
/// 4. What was made anew is held from then on, with all that it brings; what that takes back is not. What takes back a commit that was made anew is made anew, too.
/// 5. A commit that brings several, of which some are held, begins where a merge of it would.
/// What the other side took back counts as held, as it does for merges.
/// </remarks>
internal sealed class OwnFinder(CommitStore commits, MergeBases bases)
{
    private readonly TwoSidedWalk walk = new(commits, throughSquashes: true);
    private readonly PickedCommits picked = new(commits, bases);
    private readonly List<Commit> made = [];
    private readonly HashSet<CommitId> added = [];
    private readonly HashSet<CommitId> gone = [];
    private Dictionary<CommitId, Commit> beyond = [];
    private Dictionary<CommitId, Commit> below = [];

    public async ValueTask<OwnCommits> FindAsync(Commit head, Commit onto, CancellationToken cancellationToken)
    {
        await walk.WholeAsync([onto], [head], cancellationToken).ConfigureAwait(false);
        var own = (await bases.BetweenAsync(head, [onto, .. walk.Met], cancellationToken).ConfigureAwait(false)).Where(commit => commit.Record.Parents.Count == 1).ToList();
        if (own.Count == 0)
        {
            return new OwnCommits([], []);
        }

        var since = walk.RightOnly.Select(commit => commit.Record.Time).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        var older = await new HistorySince(commits).ReadAsync(walk.Met, since, cancellationToken).ConfigureAwait(false);
        beyond = await picked.WithPicksAsync(walk.LeftOnly, cancellationToken).ConfigureAwait(false);
        below = await picked.WithPicksAsync(older, cancellationToken).ConfigureAwait(false);
        var (anew, held) = (new List<OwnCommit>(), new List<Commit>());
        foreach (var commit in own)
        {
            if (!CommitEdges.Reverted(commit).Any(added.Contains) && await IsHeldAsync(commit, isPicked: false, cancellationToken).ConfigureAwait(false))
            {
                held.Add(commit);
                continue;
            }

            var brought = await picked.BroughtAsync(commit, cancellationToken).ConfigureAwait(false);
            var isPick = CommitEdges.Contained(commit).Count == 1;
            anew.Add(new OwnCommit(commit, brought.Any(id => IsHeld(id, isPick)) // 5
                ? await bases.OriginAsync(StandIn.Of(onto, made), commit, cancellationToken).ConfigureAwait(false)
                : null));
            await AddAsync(commit, brought, cancellationToken).ConfigureAwait(false);
        }

        return new OwnCommits(anew, held);
    }

    // 4
    private async ValueTask AddAsync(Commit commit, IReadOnlySet<CommitId> brought, CancellationToken cancellationToken)
    {
        made.Add(commit);
        added.UnionWith(brought);
        added.Add(commit.Id);
        gone.ExceptWith(added);
        foreach (var id in CommitEdges.Reverted(commit))
        {
            var taken = await commits.TryReadAsync(id, cancellationToken).ConfigureAwait(false);
            gone.Add(id);
            gone.UnionWith(taken is null ? [] : await picked.BroughtAsync(taken, cancellationToken).ConfigureAwait(false));
            added.ExceptWith(gone);
        }
    }

    private async ValueTask<bool> IsHeldAsync(Commit commit, bool isPicked, CancellationToken cancellationToken)
    {
        if (IsHeld(commit.Id, isPicked))
        {
            return true; // 1
        }

        if (CommitEdges.Contained(commit).Count > 1)
        {
            var came = (await picked.CameWithAsync(commit, cancellationToken).ConfigureAwait(false)).Where(one => one.Id != commit.Id && one.Record.Parents.Count == 1);
            return await AreHeldAsync(came, isPicked, cancellationToken).ConfigureAwait(false); // 3
        }

        await picked.PickedByAsync(commit, cancellationToken).ConfigureAwait(false);
        return await AreHeldAsync(CommitEdges.Picked(commit).Select(picked.Read), isPicked: true, cancellationToken).ConfigureAwait(false); // 2
    }

    private async ValueTask<bool> AreHeldAsync(IEnumerable<Commit> all, bool isPicked, CancellationToken cancellationToken)
    {
        var isAny = false;
        foreach (var one in all)
        {
            isAny = true;
            if (!await IsHeldAsync(one, isPicked, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return isAny;
    }

    private bool IsHeld(CommitId id, bool isPicked) =>
        !gone.Contains(id) && (added.Contains(id) || beyond.ContainsKey(id) || (!isPicked && (walk.IsShared(id) || below.ContainsKey(id))));
}
