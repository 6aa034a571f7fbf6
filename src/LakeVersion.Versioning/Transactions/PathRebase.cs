using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Transactions;

/// <summary>The default rebase, path by path (snapshot isolation).</summary>
/// <remarks>
/// 1. The branch left the path as it was: the change stands.
/// 2. Both made the same of it: nothing is left to do.
/// 3. Both changed it otherwise: a conflict.
/// </remarks>
internal sealed class PathRebase : IRebase
{
    private PathRebase()
    {
    }

    public static PathRebase Instance { get; } = new();

    public async ValueTask<RebaseOutcome> RebaseAsync(RebaseRequest request, CancellationToken cancellationToken)
    {
        var changes = new List<PathChange>(request.Mine.Count);
        var conflicts = new List<PathConflict>();
        foreach (var mine in request.Mine)
        {
            var before = await request.Base.GetAsync(mine.Path, cancellationToken).ConfigureAwait(false);
            var now = await request.Ours.GetAsync(mine.Path, cancellationToken).ConfigureAwait(false);
            if (Same(before, now))
            {
                changes.Add(mine); // 1
            }
            else if (!Same(now, mine.Entry))
            {
                var reason = $"{Verb(before, now)} on the branch, {Verb(before, mine.Entry)} here";
                conflicts.Add(new PathConflict(mine.Path, reason, before, now, mine.Entry)); // 3
            }
        }

        return conflicts.Count > 0 ? RebaseOutcome.Of(conflicts) : RebaseOutcome.Of(changes);
    }

    internal static bool Same(TreeEntry? left, TreeEntry? right) =>
        left is null || right is null ? left is null && right is null : left.SameContent(right);

    private static string Verb(TreeEntry? before, TreeEntry? after) =>
        after is null ? "deleted" : before is null ? "added" : "changed";
}
