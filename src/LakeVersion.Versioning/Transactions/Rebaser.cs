using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Transactions;

/// <summary>Carries a transaction's changes from its base onto the commit that it is to follow.</summary>
internal static class Rebaser
{
    /// <summary>The changes to make on a tree, in path order.</summary>
    /// <exception cref="ConflictException">The branch changed what the transaction changed or, serializable, read.</exception>
    public static async ValueTask<IReadOnlyList<PathChange>> RebaseAsync(
        LakeStore lake, Transaction transaction, Commit onto, Tree tree, CancellationToken cancellationToken)
    {
        var mine = transaction.Changes();
        if (onto.Id == transaction.Base.Id || lake.Mutants.HasFlag(WriterMutants.NoRebase))
        {
            return mine;
        }

        await CheckReadsAsync(transaction, tree, cancellationToken).ConfigureAwait(false);
        var time = await lake.Store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        var result = new List<PathChange>(mine.Count);
        var conflicts = new List<PathConflict>();
        foreach (var (prefix, rebase, changes) in Split(transaction, mine))
        {
            // A group that the branch left alone is carried as it is.
            if (prefix.Length > 0 && await TreeDiff.IsEqualAsync(transaction.BaseTree, tree, prefix, cancellationToken).ConfigureAwait(false))
            {
                result.AddRange(changes);
                continue;
            }

            var request = new RebaseRequest(prefix, transaction.BaseTree, tree, changes, transaction.Upload, time);
            var outcome = await rebase.RebaseAsync(request, cancellationToken).ConfigureAwait(false);
            result.AddRange(outcome.Changes);
            conflicts.AddRange(outcome.Conflicts);
        }

        if (conflicts.Count > 0)
        {
            conflicts.Sort((left, right) => left.Path.CompareTo(right.Path));
            throw new ConflictException(transaction.Branch.Name, conflicts);
        }

        result.Sort((left, right) => left.Path.CompareTo(right.Path));
        return result;
    }

    private static IEnumerable<(string Prefix, IRebase Rebase, IReadOnlyList<PathChange> Changes)> Split(
        Transaction transaction, IReadOnlyList<PathChange> mine)
    {
        var grouped = new HashSet<LakePath>();
        foreach (var (prefix, rebase) in transaction.Groups)
        {
            var changes = transaction.Changes(prefix);
            grouped.UnionWith(changes.Select(change => change.Path));
            if (changes.Count > 0)
            {
                yield return (prefix, rebase, changes);
            }
        }

        var rest = grouped.Count == 0 ? mine : [.. mine.Where(change => !grouped.Contains(change.Path))];
        if (rest.Count > 0)
        {
            yield return ("", PathRebase.Instance, rest);
        }
    }

    private static async ValueTask CheckReadsAsync(Transaction transaction, Tree tree, CancellationToken cancellationToken)
    {
        var conflicts = new List<PathConflict>();
        foreach (var read in transaction.Reads)
        {
            var path = LakePath.TryParse(read.Text, out var parsed) ? parsed : default;
            var isSame = read.IsPrefix
                ? await TreeDiff.IsEqualAsync(transaction.BaseTree, tree, read.Text, cancellationToken).ConfigureAwait(false)
                : PathRebase.Same(
                    await transaction.BaseTree.GetAsync(path, cancellationToken).ConfigureAwait(false),
                    await tree.GetAsync(path, cancellationToken).ConfigureAwait(false));
            if (!isSame)
            {
                conflicts.Add(new PathConflict(path, "read here, changed on the branch"));
            }
        }

        if (conflicts.Count > 0)
        {
            throw new ConflictException(transaction.Branch.Name, conflicts);
        }
    }
}
