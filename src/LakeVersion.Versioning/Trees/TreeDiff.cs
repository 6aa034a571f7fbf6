using System.Runtime.CompilerServices;

namespace LakeVersion.Versioning.Trees;

/// <summary>What differs between two trees, found without reading what they have in common.</summary>
public static class TreeDiff
{
    /// <summary>The changes from one tree to another, in ascending order of paths.</summary>
    /// <param name="before">The first tree.</param>
    /// <param name="after">The second tree.</param>
    /// <param name="prefix">Only paths that begin with this text; it need not end at a <c>/</c>.</param>
    /// <param name="cancellationToken">Cancels the stream.</param>
    /// <remarks>
    /// Nodes of equal id are never opened where both trees stand at their beginning, so that the cost follows the changes. Entries
    /// that differ only in place or time are equal.
    /// </remarks>
    public static async IAsyncEnumerable<TreeChange> CompareAsync(
        Tree before, Tree after, string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var range = KeyRange.OfPrefix(prefix);
        if (before.Id == after.Id)
        {
            yield break;
        }

        var old = new DiffCursor(before.Source, await before.ReadRootAsync(cancellationToken).ConfigureAwait(false), range);
        var now = new DiffCursor(after.Source, await after.ReadRootAsync(cancellationToken).ConfigureAwait(false), range);
        while (!old.AtEnd || !now.AtEnd)
        {
            if (TrySkipEqual(old, now))
            {
                continue;
            }

            if (Deeper(old, now) is { } inner)
            {
                await inner.DescendAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            var order = old.AtEnd ? 1 : now.AtEnd ? -1 : old.Key.SequenceCompareTo(now.Key);
            if (order != 0 || !old.Node.Hashed(old.Index).SequenceEqual(now.Node.Hashed(now.Index)))
            {
                var source = order <= 0 ? old : now;
                yield return new TreeChange(
                    source.Node.Path(source.Index),
                    order <= 0 ? old.Node.Entry(old.Index) : null,
                    order >= 0 ? now.Node.Entry(now.Index) : null);
            }

            if (order <= 0)
            {
                old.Advance();
            }

            if (order >= 0)
            {
                now.Advance();
            }
        }
    }

    /// <summary>True where both trees hold the same under a prefix. Reads no more than the first difference takes.</summary>
    public static async ValueTask<bool> IsEqualAsync(
        Tree before, Tree after, string prefix = "", CancellationToken cancellationToken = default)
    {
        await foreach (var _ in CompareAsync(before, after, prefix, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        return true;
    }

    // Equal nodes hold equal entries: where both cursors stand before one, both pass over it.
    private static bool TrySkipEqual(DiffCursor old, DiffCursor now)
    {
        if (old.AtEnd || now.AtEnd)
        {
            return false;
        }

        var isEqual = old.Level >= now.Level
            ? old.Level >= 0 && now.TryStandAt(old.Level, old.Node.ChildId(old.Index))
            : old.TryStandAt(now.Level, now.Node.ChildId(now.Index));
        if (isEqual)
        {
            old.Advance();
            now.Advance();
        }

        return isEqual;
    }

    // The cursor to open next: the one at the higher node; of two at one level, the one that ends first. Null at two entries.
    private static DiffCursor? Deeper(DiffCursor old, DiffCursor now)
    {
        if (old.AtEnd || now.AtEnd)
        {
            var rest = old.AtEnd ? now : old;
            return rest.Level < 0 ? null : rest;
        }

        if (old.Level != now.Level)
        {
            return old.Level > now.Level ? old : now;
        }

        return old.Level < 0 ? null : old.Key.SequenceCompareTo(now.Key) <= 0 ? old : now;
    }
}
