using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Trees;

/// <summary>Makes trees out of trees and changes.</summary>
/// <remarks>
/// The result depends on the content alone: any changes, in any batches, that lead to the same paths and entries lead to the same
/// id. Only nodes with changes below them are read and stored; all others are carried on by reference to the base's own copies.
/// Memory is bounded, however many changes there are.
/// </remarks>
public static class TreeEditor
{
    /// <summary>Applies changes to a tree.</summary>
    /// <param name="tree">The base. Its nodes are read through the session, which sees what it stored and what it did not yet.</param>
    /// <param name="changes">In strictly ascending order of paths.</param>
    /// <param name="rule">The split rule of the lake.</param>
    /// <param name="upload">The session that stores new nodes; they are safe only when it was flushed.</param>
    /// <param name="cancellationToken">Cancels the call; what was stored until then stays unused.</param>
    /// <returns>
    /// The new tree, which reads through the session; the base itself where nothing changed. A put of an entry that is the
    /// same to a tree (<see cref="TreeEntry.SameContent"/>) changes nothing and keeps the base's entry, its places included.
    /// </returns>
    /// <exception cref="LakeException">Invalid: paths do not ascend, or an entry breaks a limit. Corrupt: the base is damaged.</exception>
    public static async ValueTask<Tree> ApplyAsync(
        Tree tree,
        IAsyncEnumerable<PathChange> changes,
        SplitRule rule,
        Upload upload,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(upload);
        var root = tree.Root.ToNode() is { } node
            ? await upload.Nodes.ReadAsync(node, cancellationToken).ConfigureAwait(false)
            : null;
        var session = new EditSession(root, rule, upload);
        LakePath before = default;
        await foreach (var change in changes.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (change.Path <= before)
            {
                throw LakeException.Invalid($"Changes must ascend by path: '{change.Path}' came behind '{before}'.");
            }

            before = change.Path;
            var put = change.Entry is { } entry ? NodeItem.OfEntry(change.Path, entry) : null;
            await session.ApplyAsync(0, put?.Key ?? change.Path.ToUtf8(), put, cancellationToken).ConfigureAwait(false);
        }

        var result = await session.FinishAsync(cancellationToken).ConfigureAwait(false);
        return result is null || result.Id == tree.Root.Id ? tree : Tree.Open(upload.Nodes, result);
    }

    /// <summary>Applies changes that are in memory, in any order; each path at most once.</summary>
    /// <inheritdoc cref="ApplyAsync(Tree, IAsyncEnumerable{PathChange}, SplitRule, Upload, CancellationToken)"/>
    public static ValueTask<Tree> ApplyAsync(
        Tree tree,
        IEnumerable<PathChange> changes,
        SplitRule rule,
        Upload upload,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return ApplyAsync(tree, changes.OrderBy(change => change.Path).ToAsyncEnumerable(), rule, upload, cancellationToken);
    }
}
