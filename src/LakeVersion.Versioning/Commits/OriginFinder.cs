namespace LakeVersion.Versioning.Commits;

/// <summary>What a merge begins from, after the walk from both sides: what was picked on either side counts as contained there.</summary>
/// <remarks>
/// 1. Without picks beyond the met commits, those are the bases, and nothing else is common.
/// 2. What both contain and no met commit does by a pick is left. A commit that one side alone reaches is a base where it and all that it
///    stands on, down to the met ones, is left.
/// 3. What else is left, and no base contains, is common; what one of these brings along is not named beside it.
/// </remarks>
internal sealed class OriginFinder
{
    private readonly CommitStore commits;
    private readonly TwoSidedWalk walk;
    private readonly PickedCommits picked;

    public OriginFinder(CommitStore commits, TwoSidedWalk walk, PickedCommits picked)
    {
        this.commits = commits;
        this.walk = walk;
        this.picked = picked;
    }

    public async ValueTask<MergeOrigin> FindAsync(CancellationToken cancellationToken)
    {
        var left = await picked.WithPicksAsync(walk.LeftOnly, cancellationToken).ConfigureAwait(false);
        var right = await picked.WithPicksAsync(walk.RightOnly, cancellationToken).ConfigureAwait(false);
        var met = walk.Met;
        var both = left.Values.Where(commit => right.ContainsKey(commit.Id) && !walk.IsShared(commit.Id)).ToDictionary(commit => commit.Id);
        if (both.Count == 0)
        {
            return new MergeOrigin(met, []); // 1
        }

        await RemoveKnownAsync(both, met, cancellationToken).ConfigureAwait(false);
        var whole = WholeOnes(both);
        var bases = Greatest(met, whole);
        var hidden = (await picked.WithPicksAsync(whole.Values, cancellationToken).ConfigureAwait(false)).Keys.ToHashSet();
        foreach (var commit in both.Values.Where(commit => !whole.ContainsKey(commit.Id)))
        {
            hidden.UnionWith(await picked.BroughtAsync(commit, cancellationToken).ConfigureAwait(false));
        }

        return new MergeOrigin(bases, MergeBases.InOrder(both.Values.Where(commit => !hidden.Contains(commit.Id)))); // 3
    }

    // What a base contains already, deeper than the walk went. Whoever picked a commit did it after the commit was made.
    private async ValueTask RemoveKnownAsync(Dictionary<CommitId, Commit> both, IReadOnlyList<Commit> met, CancellationToken cancellationToken)
    {
        var since = both.Values.Min(commit => commit.Record.Time);
        var older = await new HistorySince(commits).ReadAsync(met, since, cancellationToken).ConfigureAwait(false);
        foreach (var id in (await picked.WithPicksAsync(older, cancellationToken).ConfigureAwait(false)).Keys)
        {
            both.Remove(id);
        }
    }

    // 2. By a stack instead of recursion: histories are deep.
    private Dictionary<CommitId, Commit> WholeOnes(Dictionary<CommitId, Commit> both)
    {
        var answers = new Dictionary<CommitId, bool>();
        var open = new Stack<Commit>(both.Values.Where(commit => walk.IsBeyond(commit.Id)));
        while (open.TryPop(out var commit))
        {
            if (answers.ContainsKey(commit.Id))
            {
                continue;
            }

            var under = walk.Edges(commit).Where(walk.IsBeyond).ToList();
            if (under.Exists(id => !both.ContainsKey(id) || (answers.TryGetValue(id, out var isWhole) && !isWhole)))
            {
                answers[commit.Id] = false;
            }
            else if (under.TrueForAll(answers.ContainsKey))
            {
                answers[commit.Id] = true;
            }
            else
            {
                open.Push(commit);
                under.ForEach(id => open.Push(both[id]));
            }
        }

        return answers.Where(answer => answer.Value).ToDictionary(answer => answer.Key, answer => both[answer.Key]);
    }

    // The met and the whole ones that no whole one stands on.
    private IReadOnlyList<Commit> Greatest(IReadOnlyList<Commit> met, Dictionary<CommitId, Commit> whole)
    {
        var lower = new HashSet<CommitId>();
        foreach (var commit in whole.Values)
        {
            lower.UnionWith(walk.Edges(commit));
        }

        return [.. met.Concat(whole.Values).Where(commit => !lower.Contains(commit.Id))
            .OrderByDescending(commit => commit.Record.Generation).ThenBy(commit => commit.Id)];
    }
}
