using LakeVersion.Versioning.Commits;

namespace LakeVersion.Tests.Merging.Model;

/// <summary>A commit graph of maps, and what merges in it begin from, by whole sets and without a thought of cost.</summary>
/// <remarks>
/// A commit <i>holds</i> another where it reaches it along parents and squashes. It <i>contains</i>, besides, what commits that it holds picked,
/// and what those brought to their first parents. The base of a merge: the greatest commits that both sides hold, or contain with all
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
    }

    /// <summary>True where a commit is another or its ancestor along parents.</summary>
    public bool IsAncestor(CommitId commit, CommitId of) => commit == of || commits[of].Parents.Any(parent => IsAncestor(commit, parent));

    /// <summary>The state that a merge begins from.</summary>
    public ModelState BaseOf(CommitId ours, CommitId theirs)
    {
        var (bases, picks) = Origin(ours, theirs);
        return Joined(bases, picks);
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

    private ModelState Joined(List<CommitId> bases, List<CommitId> picks)
    {
        var state = commits[bases[0]].State;
        for (var next = 1; next < bases.Count; next++)
        {
            state = ModelMerge.Run(BaseOf([.. bases.Take(next)], bases[next]), state, commits[bases[next]].State, ModelTake.Base).State;
        }

        foreach (var pick in picks)
        {
            state = ModelMerge.Run(commits[commits[pick].Parents[0]].State, state, commits[pick].State, ModelTake.Ours).State;
        }

        return state;
    }

    // Of several commits merged already, and another one: the greatest of what each pair begins from.
    private ModelState BaseOf(List<CommitId> merged, CommitId other)
    {
        var origins = merged.Select(one => Origin(one, other)).ToList();
        var bases = Greatest(origins.SelectMany(origin => origin.Bases).ToHashSet());
        return Joined(bases, InOrder(origins.SelectMany(origin => origin.Picks).Distinct()));
    }

    private List<CommitId> Greatest(HashSet<CommitId> ids) =>
        [.. ids.Where(id => !ids.Any(other => other != id && held[other].Contains(id))).OrderByDescending(id => commits[id].Generation).ThenBy(id => id)];

    private List<CommitId> InOrder(IEnumerable<CommitId> ids) =>
        [.. ids.OrderBy(id => commits[id].Generation).ThenBy(id => commits[id].Commit.Record.Time).ThenBy(id => id)];

    private IEnumerable<CommitId> Contained(CommitId id) => held[id].Concat(held[id].SelectMany(Picked)).Distinct();

    private IEnumerable<CommitId> Picked(CommitId id) => commits[id].Picked.SelectMany(picked => Brought(picked).Append(picked));

    // What came with a commit beside its own change.
    private IEnumerable<CommitId> Brought(CommitId id)
    {
        var own = commits[id].Parents.Count == 0 ? [] : held[id].Except(held[commits[id].Parents[0]]).ToList();
        return own.Concat(own.SelectMany(Picked)).Where(other => other != id);
    }
}
