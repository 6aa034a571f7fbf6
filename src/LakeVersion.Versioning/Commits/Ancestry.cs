using LakeVersion.Storage;

namespace LakeVersion.Versioning.Commits;

/// <summary>Walks the commit graph by generations and skip ancestors, so that its length hardly matters.</summary>
/// <remarks>
/// A commit at depth d names, for each power 2^i (i from 1), its nearest proper first-parent ancestor whose depth divides by
/// 2^i. The list follows from the parent's record alone (docs/decisions/0003-aligned-skip-ancestors.md), and reaching any
/// depth takes about 2·log2(d) reads.
/// </remarks>
public sealed class Ancestry
{
    private readonly CommitStore commits;

    internal Ancestry(CommitStore commits) => this.commits = commits;

    /// <summary>The skip ancestors of a commit whose first parent is given.</summary>
    internal static IReadOnlyList<CommitId>? SkipsBehind(Commit parent)
    {
        var skips = new List<CommitId>();
        var inherited = parent.Record.Ancestors ?? [];
        for (var power = 1; parent.Record.Depth > 0 && power < 63; power++)
        {
            if (parent.Record.Depth % (1L << power) == 0)
            {
                skips.Add(parent.Id);
            }
            else if (power <= inherited.Count)
            {
                skips.Add(inherited[power - 1]);
            }
            else
            {
                break;
            }
        }

        return skips.Count == 0 ? null : skips;
    }

    /// <summary>The ancestor so many steps along first parents; null where the history is shorter.</summary>
    public async ValueTask<Commit?> FirstParentAsync(Commit commit, long steps, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        var target = commit.Record.Depth - steps;
        if (target < 0)
        {
            return null;
        }

        while (commit.Record.Depth > target)
        {
            commit = await commits.ReadAsync(Jump(commit, target), cancellationToken).ConfigureAwait(false);
        }

        return commit.Record.Depth == target
            ? commit
            : throw LakeException.Corrupt($"Commit {commit.Id}: its skip ancestors lead past depth {target}.");
    }

    /// <summary>True where <paramref name="ancestor"/> is <paramref name="descendant"/> or reachable from it along parents.</summary>
    public async ValueTask<bool> IsAncestorAsync(Commit ancestor, Commit descendant, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ancestor);
        ArgumentNullException.ThrowIfNull(descendant);

        // Nearly always the answer lies on the first-parent line, which skips make cheap.
        if (descendant.Record.Depth >= ancestor.Record.Depth
            && await FirstParentAsync(descendant, descendant.Record.Depth - ancestor.Record.Depth, cancellationToken).ConfigureAwait(false) is { } onLine
            && onLine.Id == ancestor.Id)
        {
            return true;
        }

        // Parents have lesser generations, so whatever is not above the ancestor's cannot lead to it.
        var seen = new HashSet<CommitId> { descendant.Id };
        var open = new Stack<Commit>([descendant]);
        while (open.TryPop(out var commit))
        {
            foreach (var parent in commit.Record.Parents)
            {
                if (parent == ancestor.Id)
                {
                    return true;
                }

                if (seen.Add(parent) && commit.Record.Generation > ancestor.Record.Generation + 1)
                {
                    open.Push(await commits.ReadAsync(parent, cancellationToken).ConfigureAwait(false));
                }
            }
        }

        return descendant.Id == ancestor.Id;
    }

    private static CommitId Jump(Commit commit, long target)
    {
        var skips = commit.Record.Ancestors ?? [];
        for (var power = Math.Min(skips.Count, 62); power >= 1; power--)
        {
            var depth = (commit.Record.Depth - 1) >> power << power;
            if (depth >= target)
            {
                return skips[power - 1];
            }
        }

        return commit.Record.Parents[0];
    }
}
