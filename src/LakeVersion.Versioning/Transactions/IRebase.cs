using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Transactions;

/// <summary>Carries a transaction's changes of one group of paths onto a branch that moved on meanwhile.</summary>
/// <remarks>The decision is pure; reading trees and uploading what it calls for is the thin shell around it.</remarks>
public interface IRebase
{
    /// <summary>Decides what the changes become. Called only where the branch changed the group since the base.</summary>
    ValueTask<RebaseOutcome> RebaseAsync(RebaseRequest request, CancellationToken cancellationToken);
}

/// <summary>What a rebase decides on.</summary>
/// <param name="Prefix">The group: all paths that begin with this text, such as <c>sales/orders/</c>.</param>
/// <param name="Base">The tree that the transaction began with.</param>
/// <param name="Ours">The branch's tree now.</param>
/// <param name="Mine">The transaction's changes in the group, in path order.</param>
/// <param name="Upload">Where new content goes.</param>
/// <param name="StoreTime">The store's time, for what carries times.</param>
public sealed record RebaseRequest(
    string Prefix, Tree Base, Tree Ours, IReadOnlyList<PathChange> Mine, Upload Upload, DateTimeOffset StoreTime);

/// <summary>What a rebase decided: the changes to make on the branch's tree, or why none can be.</summary>
/// <param name="Changes">The changes, in path order; empty where there are conflicts.</param>
/// <param name="Conflicts">The conflicts; empty where there are none.</param>
public sealed record RebaseOutcome(IReadOnlyList<PathChange> Changes, IReadOnlyList<PathConflict> Conflicts)
{
    /// <summary>The changes can be made.</summary>
    public static RebaseOutcome Of(IReadOnlyList<PathChange> changes) => new(changes, []);

    /// <summary>The changes cannot be made.</summary>
    public static RebaseOutcome Of(IReadOnlyList<PathConflict> conflicts) => new([], conflicts);
}
