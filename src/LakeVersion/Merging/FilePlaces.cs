using LakeVersion.Changes;
using LakeVersion.Delta.Merging;
using LakeVersion.Tables;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Merging;

/// <summary>Whether files that a merge brought find room beside what ours has: no file above them, none below, no table around them.</summary>
internal sealed class FilePlaces(LakeTransaction change, Func<MergeConflict, MergeDecision?> ask)
{
    private readonly Dictionary<string, string?> inTheWay = new(StringComparer.Ordinal);
    private readonly Occupants occupants = new(change);

    /// <summary>Checks a path that was put or removed; without room it is a conflict, and without a decision for theirs ours stays.</summary>
    /// <param name="path">The path.</param>
    /// <param name="ours">What ours has there.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask CheckAsync(LakePath path, TreeEntry? ours, CancellationToken cancellationToken)
    {
        var now = await change.Inner.GetAsync(path, cancellationToken).ConfigureAwait(false);
        var (blocker, reason) = await BlockerAsync(path, isPut: now is not null, isNew: ours is null, cancellationToken).ConfigureAwait(false);
        if (blocker is null)
        {
            return;
        }

        var choice = ask(new MergeConflict
        {
            Kind = MergeConflictKind.Place,
            Path = path.Value,
            Ours = EntryText.Of(ours),
            Theirs = EntryText.Of(now),
            Reason = reason!,
        });
        if (choice?.Side == MergeSide.Theirs)
        {
            await occupants.ClearAsync(blocker, cancellationToken).ConfigureAwait(false);
            inTheWay.Clear();
        }
        else
        {
            await ReturnAsync(path, ours, cancellationToken).ConfigureAwait(false);
        }
    }

    // A file, a table, or with a closing slash a folder; null where there is room.
    private async ValueTask<(string? Blocker, string? Reason)> BlockerAsync(LakePath path, bool isPut, bool isNew, CancellationToken cancellationToken)
    {
        foreach (var folder in TablePath.FoldersAbove(path.Value))
        {
            if (await InTheWayAsync(folder, cancellationToken).ConfigureAwait(false) is { } reason)
            {
                return isPut || reason[0] == 't' ? (folder, $"'{folder}' is a {reason} here") : (null, null);
            }
        }

        if (isPut && isNew)
        {
            await foreach (var below in change.Inner.ScanAsync(path.Value + "/", null, cancellationToken).ConfigureAwait(false))
            {
                return (path.Value + "/", $"it is a folder here, with '{below.Path}' in it");
            }
        }

        return (null, null);
    }

    private async ValueTask<string?> InTheWayAsync(string folder, CancellationToken cancellationToken)
    {
        if (!inTheWay.TryGetValue(folder, out var known))
        {
            known = await occupants.IsTableAsync(folder, cancellationToken).ConfigureAwait(false) ? "table"
                : await occupants.IsFileAsync(folder, cancellationToken).ConfigureAwait(false) ? "file"
                : null;
            inTheWay[folder] = known;
        }

        return known;
    }

    // What ours lacks and the tree has was removed in this transaction, by another commit or with a table: it stays removed.
    private async ValueTask ReturnAsync(LakePath path, TreeEntry? ours, CancellationToken cancellationToken)
    {
        if (ours is not null)
        {
            change.Inner.Put(path, ours);
        }
        else if (await change.Inner.BaseTree.GetAsync(path, cancellationToken).ConfigureAwait(false) is not null)
        {
            change.Inner.Delete(path);
        }
        else
        {
            change.Inner.Rewind(path.Value, [.. change.Inner.Changes(path.Value).Where(wish => wish.Path != path)]);
        }
    }
}
