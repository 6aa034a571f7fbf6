using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Transactions;

/// <summary>A rule that a room above has for changes, checked in each try on the tree that they are made on.</summary>
public interface IChangeRule
{
    /// <summary>Throws where the changes break the rule.</summary>
    /// <param name="tree">The branch's tree before the changes.</param>
    /// <param name="changes">The changes after rebasing, in path order.</param>
    /// <param name="groups">The prefixes of the transaction's groups.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask CheckAsync(Tree tree, IReadOnlyList<PathChange> changes, IReadOnlyCollection<string> groups, CancellationToken cancellationToken);
}
