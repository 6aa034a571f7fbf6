using LakeVersion.Versioning.Commits;

namespace LakeVersion.Versioning.Tests.Commits;

/// <summary>What a merge begins from, by whole sets: the definition, without any thought of cost.</summary>
internal sealed class NaiveOrigin(IReadOnlyList<Commit> all)
{
    private readonly Dictionary<CommitId, Commit> byId = all.ToDictionary(commit => commit.Id);
    private readonly Dictionary<(CommitId, bool), HashSet<CommitId>> reached = [];
    private readonly Dictionary<CommitId, HashSet<CommitId>> brought = [];

    public HashSet<CommitId> Bases(Commit left, Commit right)
    {
        var common = Reached(left.Id, false).Intersect(Reached(right.Id, false)).ToHashSet();
        return Maximal(common, false);
    }

    public (HashSet<CommitId> Bases, HashSet<CommitId> Common) Origin(Commit left, Commit right)
    {
        foreach (var (inner, outer) in ((Commit, Commit)[])[(left, right), (right, left)])
        {
            if (Reached(outer.Id, true).Contains(inner.Id))
            {
                return ([inner.Id], []);
            }
        }

        var shared = Reached(left.Id, true).Intersect(Reached(right.Id, true)).ToHashSet();
        var met = Maximal(shared, true);
        var rest = Contained(left.Id).Intersect(Contained(right.Id)).Except(met.SelectMany(Contained)).ToHashSet();
        var whole = Reached(left.Id, true).Union(Reached(right.Id, true))
            .Where(id => rest.Contains(id) && Reached(id, true).All(under => rest.Contains(under) || shared.Contains(under))).ToHashSet();
        var bases = Maximal([.. met, .. whole], true);
        var both = rest.Except(bases.SelectMany(Contained)).ToHashSet();
        var hidden = both.SelectMany(Brought).ToHashSet();
        return (bases, both.Except(hidden).ToHashSet());
    }

    private HashSet<CommitId> Maximal(HashSet<CommitId> ids, bool throughSquashes) =>
        ids.Where(id => !ids.Any(other => other != id && Reached(other, throughSquashes).Contains(id))).ToHashSet();

    // All that is reachable, and all that comes with what was picked on the way.
    private HashSet<CommitId> Contained(CommitId id)
    {
        var contained = Reached(id, true).ToHashSet();
        foreach (var one in Reached(id, true))
        {
            contained.UnionWith(Picked(one));
        }

        return contained;
    }

    private HashSet<CommitId> Picked(CommitId id) =>
        CommitEdges.Picked(byId[id]).SelectMany(picked => Brought(picked).Append(picked)).ToHashSet();

    private HashSet<CommitId> Brought(CommitId id)
    {
        if (!brought.TryGetValue(id, out var known))
        {
            var commit = byId[id];
            var own = commit.Record.Parents.Count == 0 ? [id] : Reached(id, true).Except(Reached(commit.Record.Parents[0], true)).ToHashSet();
            var all = own.Concat(own.SelectMany(Picked)).Where(other => other != id).ToHashSet();
            var held = all.Count == 0 ? [] : Contained(commit.Record.Parents[0]);
            known = all.Where(other => !held.Contains(other) && !Brought(other).Overlaps(held)).ToHashSet();
            brought[id] = known;
        }

        return known;
    }

    private HashSet<CommitId> Reached(CommitId id, bool throughSquashes)
    {
        if (!reached.TryGetValue((id, throughSquashes), out var known))
        {
            known = [id];
            foreach (var under in throughSquashes ? CommitEdges.Contained(byId[id]) : CommitEdges.Parents(byId[id]))
            {
                known.UnionWith(Reached(under, throughSquashes));
            }

            reached[(id, throughSquashes)] = known;
        }

        return known;
    }
}
