using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Publishing;

/// <summary>A movement of a branch that is about to be made. All that it refers to is stored and can be read.</summary>
public sealed record PublishRequest
{
    /// <summary>The lake.</summary>
    public required LakeStore Lake { get; init; }

    /// <summary>The branch.</summary>
    public required RefName Branch { get; init; }

    /// <summary>How it is to move: by commit, fast-forward, reset or undo, or to be made live by create or restore.</summary>
    public required LogOperation Operation { get; init; }

    /// <summary>The rule that asks for the check.</summary>
    public required string Rule { get; init; }

    /// <summary>The branch's state before, for a commit of a group the commit before it; null where the branch is not live.</summary>
    public required Commit? Before { get; init; }

    /// <summary>The commit to be published. No entry names a new one yet, and none may: in the next try it is another.</summary>
    public required Commit After { get; init; }

    /// <summary>The tree before; the empty one where the branch is not live.</summary>
    public Tree BeforeTree => Lake.TreeOf(Before ?? Lake.RootCommit);

    /// <summary>The tree to be published.</summary>
    public Tree AfterTree => Lake.TreeOf(After);

    /// <summary>What would change, in path order; equal subtrees are not opened.</summary>
    /// <param name="prefix">Only paths that begin with this text.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    public IAsyncEnumerable<TreeChange> ChangesAsync(string prefix = "", CancellationToken cancellationToken = default) =>
        TreeDiff.CompareAsync(BeforeTree, AfterTree, prefix, cancellationToken);
}
