using LakeVersion.Versioning.Commits;

namespace LakeVersion.Tracing;

/// <summary>The commits of which one may be the first bad one, and which to test next. Immutable and pure.</summary>
/// <remarks>
/// 1. A bad commit leaves itself and its ancestors; a good one takes itself and its ancestors away.
/// 2. The one to test is the one whose answer leaves least at worst: with n suspects, k of them it and its ancestors, k are left where
/// it is bad and n − k where it is good.
/// </remarks>
internal sealed class Suspects
{
    private readonly IReadOnlyList<Commit> commits;
    private readonly Dictionary<CommitId, int> places;
    private readonly bool firstParents;

    /// <param name="commits">Parents before children; the last is the known bad one.</param>
    /// <param name="firstParents">True counts first parents alone as ancestors.</param>
    public Suspects(IReadOnlyList<Commit> commits, bool firstParents)
    {
        this.commits = commits;
        this.firstParents = firstParents;
        places = Enumerable.Range(0, commits.Count).ToDictionary(place => commits[place].Id);
    }

    /// <summary>Parents before children; the last is the known bad one.</summary>
    public IReadOnlyList<Commit> All => commits;

    public Suspects Without(Commit good)
    {
        var gone = Behind(places[good.Id]);
        return new Suspects([.. commits.Where((_, place) => !gone.Contains(place))], firstParents);
    }

    public Suspects UpTo(Commit bad)
    {
        var left = Behind(places[bad.Id]);
        return new Suspects([.. commits.Where((_, place) => left.Contains(place))], firstParents);
    }

    /// <summary>The commit to test next; null where none is left but the known bad one and those that cannot be tested.</summary>
    public Commit? Next(IReadOnlySet<CommitId> skipped)
    {
        var counts = Counts();
        return Enumerable.Range(0, commits.Count - 1)
            .Where(place => !skipped.Contains(commits[place].Id))
            .OrderByDescending(place => Math.Min(counts[place], commits.Count - counts[place]))
            .Select(place => commits[place])
            .FirstOrDefault();
    }

    // How many suspects each is or has behind it. One with a single suspect as parent has one more than that.
    private int[] Counts()
    {
        var counts = new int[commits.Count];
        for (var place = 0; place < commits.Count; place++)
        {
            var parents = Parents(place).ToList();
            counts[place] = parents.Count switch { 0 => 1, 1 => counts[parents[0]] + 1, _ => Behind(place).Count };
        }

        return counts;
    }

    private HashSet<int> Behind(int place)
    {
        var behind = new HashSet<int> { place };
        var open = new Stack<int>([place]);
        while (open.TryPop(out var next))
        {
            foreach (var parent in Parents(next).Where(behind.Add))
            {
                open.Push(parent);
            }
        }

        return behind;
    }

    private IEnumerable<int> Parents(int place) => commits[place].Record.Parents
        .Take(firstParents ? 1 : int.MaxValue)
        .Where(places.ContainsKey)
        .Select(parent => places[parent]);
}
