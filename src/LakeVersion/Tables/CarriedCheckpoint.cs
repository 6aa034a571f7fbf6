using LakeVersion.Delta.Log;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Tables;

/// <summary>Which checkpoint a transaction keeps when its versions of a table move behind those of others.</summary>
/// <remarks>A checkpoint says what a log held at a number. The version that the transaction began with is the same on both sides, so
/// a checkpoint of it stays right, and without it a table that is written without pause would never get one. Those of numbers that
/// change stay behind, and so does one that the branch has already, whatever its name.</remarks>
internal static class CarriedCheckpoint
{
    private const string Sidecars = "_sidecars/";
    private const string Hint = "_last_checkpoint";

    /// <summary>The checkpoint of the base's version, its sidecars, and the hint to it unless the branch's says something newer.</summary>
    /// <param name="request">What is rebased.</param>
    /// <param name="version">The table's version in the base.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async ValueTask<IReadOnlyList<PathChange>> FindAsync(RebaseRequest request, long version, CancellationToken cancellationToken)
    {
        var log = request.Prefix + LogKeys.Folder;
        var stem = request.Prefix + LogKeys.Stem(version) + ".checkpoint.";
        var puts = request.Mine.Where(change => change.Entry is not null && change.Path.Value.StartsWith(log, StringComparison.Ordinal)).ToList();
        if (!puts.Exists(change => change.Path.Value.StartsWith(stem, StringComparison.Ordinal))
            || await AnyAsync(request.Ours, stem, cancellationToken).ConfigureAwait(false))
        {
            return [];
        }

        var hint = LakePath.Parse(log + Hint);
        var isHintOld = Same(
            await request.Base.GetAsync(hint, cancellationToken).ConfigureAwait(false), await request.Ours.GetAsync(hint, cancellationToken).ConfigureAwait(false));
        return [.. puts.Where(change => change.Path.Value.StartsWith(stem, StringComparison.Ordinal)
            || change.Path.Value.StartsWith(log + Sidecars, StringComparison.Ordinal) || (isHintOld && change.Path == hint))];
    }

    /// <summary>True for a file of a checkpoint, or the hint to one.</summary>
    public static bool IsPart(LakePath path) =>
        path.Value.Contains(".checkpoint.", StringComparison.Ordinal) || path.Value.Contains("/" + Sidecars, StringComparison.Ordinal) || path.Value.EndsWith("/" + Hint, StringComparison.Ordinal);

    /// <summary>Takes another branch's checkpoints over where tests of tests ask for it: wrong, as they say what another log held at their numbers.</summary>
    public static async ValueTask TakeAsync(TableMutants mutants, Transaction transaction, string log, Tree theirs, CancellationToken cancellationToken)
    {
        if (!mutants.HasFlag(TableMutants.CarriesCheckpoints))
        {
            return;
        }

        await foreach (var item in theirs.ScanAsync(new TreeScan { Prefix = log }, cancellationToken).ConfigureAwait(false))
        {
            if (IsPart(item.Path))
            {
                transaction.Put(item.Path, item.Entry!);
            }
        }
    }

    private static bool Same(TreeEntry? left, TreeEntry? right) => left is null || right is null ? left is null && right is null : left.SameContent(right);

    private static async ValueTask<bool> AnyAsync(Tree tree, string prefix, CancellationToken cancellationToken)
    {
        await foreach (var _ in tree.ScanAsync(new TreeScan { Prefix = prefix }, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        return false;
    }
}
