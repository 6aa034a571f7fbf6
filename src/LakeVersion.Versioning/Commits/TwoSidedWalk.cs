namespace LakeVersion.Versioning.Commits;

/// <summary>Walks back from two sides at once, children before parents, and finds out what belongs to which.</summary>
/// <remarks>
/// 1. The youngest open commit is next. It hands its sides on to what it stands on.
/// 2. One that both sides reach is met; all below it is marked as such, and of no interest: so no more is read than what lies beyond the
///    met ones, and a rim of their parents.
/// 3. Along parents, generations order the walk, and what was taken from the queue is settled. Squashed heads may be of a greater generation
///    than the commit that squashed them; there times order it, and what learns of another side later is walked again.
/// </remarks>
internal sealed class TwoSidedWalk
{
    // Below, one read after the other is as good; above, as much is read ahead as half of what was walked.
    private const int ShortWalk = 64;
    private const int MostAhead = 4096;

    private readonly CommitStore commits;
    private readonly ReadAhead ahead;
    private readonly bool throughSquashes;
    private readonly Dictionary<CommitId, Commit> known = [];
    private readonly Dictionary<CommitId, Sides> sides = [];
    private readonly HashSet<CommitId> open = [];
    private readonly HashSet<CommitId> walked = [];
    private readonly PriorityQueue<CommitId, (long, long, CommitId)> queue = new();
    private readonly int[] openBySides = new int[8];
    private DateTimeOffset oldest = DateTimeOffset.MaxValue;
    private int leftWalked;

    public TwoSidedWalk(CommitStore commits, bool throughSquashes = false)
    {
        (this.commits, this.throughSquashes) = (commits, throughSquashes);
        ahead = new ReadAhead(commits);
    }

    [Flags]
    private enum Sides
    {
        None = 0,
        Left = 1,
        Right = 2,
        Met = Left | Right,
        Below = 4,
    }

    /// <summary>The commits that both sides reach and that lie below no other such, greatest generation first.</summary>
    public IReadOnlyList<Commit> Met => [.. OfSides(Sides.Met).OrderByDescending(commit => commit.Record.Generation).ThenBy(commit => commit.Id)];

    /// <summary>The commits that only the left side reaches, in no order.</summary>
    public IEnumerable<Commit> LeftOnly => OfSides(Sides.Left);

    /// <summary>The commits that only the right side reaches, in no order.</summary>
    public IEnumerable<Commit> RightOnly => OfSides(Sides.Right);

    /// <summary>True for a commit that one side alone reaches.</summary>
    public bool IsBeyond(CommitId id) => sides.GetValueOrDefault(id) is Sides.Left or Sides.Right;

    /// <summary>True for a commit that both sides reach, as far as the walk went.</summary>
    public bool IsShared(CommitId id) => sides.GetValueOrDefault(id).HasFlag(Sides.Met);

    /// <summary>Walks until all that belongs to one side alone is known.</summary>
    public ValueTask WholeAsync(IEnumerable<Commit> left, IEnumerable<Commit> right, CancellationToken cancellationToken) =>
        RunAsync(left, right, () => Open(Sides.Left) + Open(Sides.Right) + Open(Sides.Met) > 0, cancellationToken);

    /// <summary>Walks until all that both sides meet in is known.</summary>
    public ValueTask MeetAsync(Commit left, Commit right, CancellationToken cancellationToken) =>
        RunAsync([left], [right], () => Open(Sides.Met) > 0 || (Open(Sides.Left) > 0 && Open(Sides.Right) > 0), cancellationToken);

    /// <summary>Walks until all that the left side alone reaches is known, or it is more than so many; false where it is.</summary>
    public async ValueTask<bool> LeftAsync(IEnumerable<Commit> left, IEnumerable<Commit> right, int most, CancellationToken cancellationToken)
    {
        await RunAsync(left, right, () => Open(Sides.Left) > 0 && leftWalked <= most, cancellationToken).ConfigureAwait(false);
        return Open(Sides.Left) == 0;
    }

    /// <summary>What a commit that was met on the walk stands on.</summary>
    public IReadOnlyList<CommitId> Edges(Commit commit) => throughSquashes ? CommitEdges.Contained(commit) : CommitEdges.Parents(commit);

    private async ValueTask RunAsync(
        IEnumerable<Commit> left, IEnumerable<Commit> right, Func<bool> isMore, CancellationToken cancellationToken)
    {
        foreach (var (side, starts) in ((Sides, IEnumerable<Commit>)[])[(Sides.Left, left), (Sides.Right, right)])
        {
            foreach (var commit in starts)
            {
                known[commit.Id] = commit;
                Reach(commit, side);
            }
        }

        while (queue.Count > 0 && (isMore() || MayMarkMore()))
        {
            var id = queue.Dequeue();
            if (!open.Remove(id))
            {
                continue;
            }

            openBySides[(int)sides[id]]--;
            await StepAsync(known[id], cancellationToken).ConfigureAwait(false);
        }

        MarkBelow();
    }

    private async ValueTask StepAsync(Commit commit, CancellationToken cancellationToken)
    {
        walked.Add(commit.Id);
        var own = sides[commit.Id];
        leftWalked += own == Sides.Left ? 1 : 0;
        if (!own.HasFlag(Sides.Below) && commit.Record.Time < oldest)
        {
            oldest = commit.Record.Time;
        }

        var handed = own.HasFlag(Sides.Met) ? Sides.Met | Sides.Below : own;
        foreach (var id in Edges(commit))
        {
            if ((sides.GetValueOrDefault(id) | handed) != sides.GetValueOrDefault(id))
            {
                Reach(await ReadAsync(commit, id, cancellationToken).ConfigureAwait(false), handed);
            }
        }
    }

    private void Reach(Commit commit, Sides side)
    {
        var before = sides.GetValueOrDefault(commit.Id);
        var after = before | side;
        sides[commit.Id] = after;
        if (open.Add(commit.Id))
        {
            queue.Enqueue(commit.Id, (Age(commit).Item1, Age(commit).Item2, commit.Id));
        }
        else
        {
            openBySides[(int)before]--;
        }

        openBySides[(int)after]++;
    }

    // Only where times order the walk: what is below may still lead to one that was not taken for it, over a squash in the same moment.
    private bool MayMarkMore() => throughSquashes && queue.TryPeek(out var next, out _) && known[next].Record.Time >= oldest;

    // What the walk did not come back to: from all below, through what was walked. Nothing is read.
    private void MarkBelow()
    {
        var below = new Stack<CommitId>(walked.Where(id => sides[id].HasFlag(Sides.Met)));
        while (below.TryPop(out var id))
        {
            foreach (var next in Edges(known[id]))
            {
                if (walked.Contains(next) && !sides[next].HasFlag(Sides.Below))
                {
                    sides[next] |= Sides.Met | Sides.Below;
                    below.Push(next);
                }
            }
        }
    }

    private int Open(Sides side) => openBySides[(int)side];

    private IEnumerable<Commit> OfSides(Sides side) => walked.Where(id => sides[id] == side).Select(id => known[id]);

    private (long, long) Age(Commit commit) =>
        (throughSquashes ? -commit.Record.Time.UtcTicks : 0, -commit.Record.Generation);

    private async ValueTask<Commit> ReadAsync(Commit from, CommitId id, CancellationToken cancellationToken)
    {
        if (!known.ContainsKey(id) && walked.Count >= ShortWalk && id == from.Record.Parents[0])
        {
            await ahead.ReadAsync(from, Math.Min(walked.Count / 2, MostAhead), known, cancellationToken).ConfigureAwait(false);
        }

        if (!known.TryGetValue(id, out var commit))
        {
            known[id] = commit = await commits.ReadNamedAsync(from, id, cancellationToken).ConfigureAwait(false);
        }

        return commit;
    }
}
