using LakeVersion.Versioning.Commits;

namespace LakeVersion.Tests.Merging.Model;

/// <summary>A commit graph of maps, and what merges in it begin from, by whole sets and without a thought of cost.</summary>
/// <remarks>
/// A commit <i>holds</i> another where it reaches it along parents and squashes. It <i>contains</i>, besides, what commits that it holds picked,
/// and what those brought to their first parents: not what these contained already, nor what stands for some of that. A change <i>stands</i> where it was
/// made and whatever became of it since: merged, picked or taken back, as if it were a cell of its own. The base of a merge: the greatest commits that both sides hold, or contain with all
/// below; merged with one another, conflicts as before either; then single commits that both contain beyond, picked one by one, what conflicts left out.
/// </remarks>
internal sealed class ModelGraph
{
    private readonly Dictionary<CommitId, ModelCommit> commits = [];
    private readonly Dictionary<CommitId, HashSet<CommitId>> held = [];

    public ModelCommit this[CommitId id] => commits[id];

    public IEnumerable<ModelCommit> All => commits.Values;

    public void Add(ModelCommit commit)
    {
        commits.Add(commit.Id, commit);
        held[commit.Id] = [commit.Id, .. commit.Parents.Concat(commit.Squashed).SelectMany(below => held[below])];
        commit.Standing.UnionWith(Stands(commit));
        commit.Standing.Add(commit.Id);
    }

    /// <summary>True where a commit is another or its ancestor along parents.</summary>
    public bool IsAncestor(CommitId commit, CommitId of) => commit == of || commits[of].Parents.Any(parent => IsAncestor(commit, parent));

    /// <summary>The state that a merge begins from.</summary>
    public ModelState BaseOf(CommitId ours, CommitId theirs)
    {
        var (bases, picks) = Origin(ours, theirs);
        return Joined(bases, picks, id => commits[id].State, (before, here, there, take) => ModelMerge.Run(before, here, there, take).State);
    }

    /// <summary>The greatest commits that both sides contain with all below, and single ones beyond.</summary>
    public (List<CommitId> Bases, List<CommitId> Picks) Origin(CommitId left, CommitId right)
    {
        if (held[right].Contains(left) || held[left].Contains(right))
        {
            return ([held[right].Contains(left) ? left : right], []);
        }

        var shared = held[left].Intersect(held[right]).ToHashSet();
        var met = Greatest(shared);
        var beyond = Contained(left).Intersect(Contained(right)).Except(met.SelectMany(Contained)).ToHashSet();
        var whole = beyond.Where(id => (held[left].Contains(id) || held[right].Contains(id)) && held[id].All(below => beyond.Contains(below) || shared.Contains(below)));
        var bases = Greatest([.. met, .. whole]);
        var single = beyond.Except(bases.SelectMany(Contained)).ToHashSet();
        return (bases, InOrder(single.Except(single.SelectMany(Brought).ToList())));
    }

    private IEnumerable<CommitId> Stands(ModelCommit commit)
    {
        if (commit.Parents.Count == 0)
        {
            return [];
        }

        HashSet<CommitId> Of(CommitId id) => commits[id].Standing;
        var first = commit.Parents[0];
        var stands = Of(first);
        foreach (var other in commit.Parents.Skip(1).Concat(commit.Squashed))
        {
            var (bases, picks) = Origin(first, other);
            stands = Carried(Joined(bases, picks, Of, (before, here, there, _) => Carried(before, here, there)), stands, Of(other));
        }

        foreach (var picked in commit.Picked)
        {
            stands = Carried(Of(commits[picked].Parents[0]), stands, Of(picked));
        }

        return commit.Reverted is { } reverted ? Carried(Of(reverted), stands, Of(commits[reverted].Parents[commit.RevertedTo])) : stands;
    }

    // Ours, with what theirs has otherwise than the base.
    private static HashSet<CommitId> Carried(HashSet<CommitId> @base, HashSet<CommitId> ours, HashSet<CommitId> theirs) =>
        [.. ours.Except(@base.Except(theirs)), .. theirs.Except(@base)];

    private T Joined<T>(List<CommitId> bases, List<CommitId> picks, Func<CommitId, T> of, Func<T, T, T, ModelTake, T> merge)
    {
        var joined = of(bases[0]);
        for (var next = 1; next < bases.Count; next++)
        {
            joined = merge(BaseOf([.. bases.Take(next)], bases[next], of, merge), joined, of(bases[next]), ModelTake.Base);
        }

        foreach (var pick in picks)
        {
            joined = merge(of(commits[pick].Parents[0]), joined, of(pick), ModelTake.Ours);
        }

        return joined;
    }

    // Of several commits merged already, and another one: the greatest of what each pair begins from.
    private T BaseOf<T>(List<CommitId> merged, CommitId other, Func<CommitId, T> of, Func<T, T, T, ModelTake, T> merge)
    {
        var origins = merged.Select(one => Origin(one, other)).ToList();
        var bases = Greatest(origins.SelectMany(origin => origin.Bases).ToHashSet());
        return Joined(bases, InOrder(origins.SelectMany(origin => origin.Picks).Distinct()), of, merge);
    }

    private List<CommitId> Greatest(HashSet<CommitId> ids) =>
        [.. ids.Where(id => !ids.Any(other => other != id && held[other].Contains(id))).OrderByDescending(id => commits[id].Generation).ThenBy(id => id)];

    private List<CommitId> InOrder(IEnumerable<CommitId> ids) =>
        [.. ids.OrderBy(id => commits[id].Generation).ThenBy(id => commits[id].Commit.Record.Time).ThenBy(id => id)];

    private IEnumerable<CommitId> Contained(CommitId id) => Contained(held[id]);

    private IEnumerable<CommitId> Contained(IReadOnlyCollection<CommitId> ids) => ids.Concat(ids.SelectMany(Picked)).Distinct();

    private IEnumerable<CommitId> Picked(CommitId id) => commits[id].Picked.SelectMany(picked => Brought(picked).Append(picked));

    // What came with a commit beside its own change: what its first parent did not contain, nor any part of it. Of what was taken back: what stands since.
    private IEnumerable<CommitId> Brought(CommitId id)
    {
        if (commits[id].Parents.Count == 0)
        {
            return [];
        }

        var first = commits[id].Parents[0];
        var own = held[id].Except(held[first]).ToList();
        var came = own.Concat(own.SelectMany(Picked)).Where(other => other != id).ToHashSet();
        var parts = came.ToDictionary(other => other, other => Brought(other).Append(other).ToList());
        var since = parts.Values.SelectMany(ids => ids).Select(other => commits[other].Commit.Record.Time).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        var known = Contained([.. held[first].Where(below => commits[below].Commit.Record.Time >= since)]).ToHashSet();
        var reverts = known.Union(came).Select(below => commits[below]).Where(below => below.Reverted is not null).ToList();
        var taken = reverts.SelectMany(revert => Brought(revert.Reverted!.Value).Append(revert.Reverted.Value)).ToHashSet();
        var isAnyTaken = reverts.Exists(revert => revert.RevertedTo > 0);
        return came.Where(other => isAnyTaken || parts[other].Exists(taken.Contains)
            ? parts[other].TrueForAll(part => commits[id].Standing.Contains(part) && !commits[first].Standing.Contains(part))
            : !parts[other].Exists(known.Contains));
    }
}
