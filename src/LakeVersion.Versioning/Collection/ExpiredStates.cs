using LakeVersion.Storage;
using LakeVersion.Versioning.Collection.Marking;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Collection;

/// <summary>Finds whose content is let go of, for the report alone: what each state that expires held and the one after it does not.</summary>
/// <remarks>Costs what changed. What cannot be read any more, since an earlier run deleted it, is passed over; so is what never came to a mirror.</remarks>
internal sealed class ExpiredStates(LakeStore lake, OwnerLists owners)
{
    /// <param name="from">What was let go of, and deleted, before.</param>
    /// <param name="to">What is let go of now.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask ReadAsync(
        IReadOnlyDictionary<string, long> from, IReadOnlyDictionary<string, long> to, CancellationToken cancellationToken)
    {
        var main = await HeadTreeAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (log, low) in to)
        {
            if (RefName.TryFromLog(log, out var name))
            {
                await OfLogAsync(name, Math.Max(lake.Logs.FirstOf(log), from.GetValueOrDefault(log, 1)), low, main, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask OfLogAsync(RefName name, long first, long low, Tree main, CancellationToken cancellationToken)
    {
        if (first >= low)
        {
            return;
        }

        Commit? before = null;
        for (var n = first; n < low; n++)
        {
            var entry = (await lake.Logs.ReadAsync(name.Log, n, cancellationToken).ConfigureAwait(false)).Entry;
            foreach (var id in entry.Members?.Select(member => member.Commit) ?? (entry.After is { } after ? [after] : Enumerable.Empty<CommitId>()))
            {
                if (before?.Id != id && await lake.Commits.TryReadAsync(id, cancellationToken).ConfigureAwait(false) is { } commit)
                {
                    await CompareAsync(name, before, lake.TreeOf(commit), cancellationToken).ConfigureAwait(false);
                    before = commit;
                }
            }
        }

        // The oldest state that stays; where none does, what the lake's main branch has is held by it, not by this name.
        var kept = (await lake.Logs.ReadAsync(name.Log, low, cancellationToken).ConfigureAwait(false)).Entry;
        var next = KeptRoots.CommitsOf(kept).Any()
            ? await lake.Commits.TryReadAsync(kept.Members is [var oldest, ..] ? oldest.Commit : kept.After!.Value, cancellationToken).ConfigureAwait(false)
            : null;
        await CompareAsync(name, before, next is null ? main : lake.TreeOf(next), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask CompareAsync(RefName name, Commit? before, Tree after, CancellationToken cancellationToken)
    {
        if (before is null)
        {
            return;
        }

        try
        {
            Add(before.RootPlace, name, "");
            await foreach (var change in TreeDiff.CompareAsync(lake.TreeOf(before), after, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                if (change.Before is { } gone)
                {
                    var slash = change.Path.Value.IndexOf('/', StringComparison.Ordinal);
                    Add(gone.Place, name, slash > 0 ? change.Path.Value[..slash] : "");
                }
            }
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Corrupt or LakeErrorKind.Expired or LakeErrorKind.NotFound)
        {
            // An earlier run that was cut off deleted some of it already, or a partial mirror never had it.
        }
    }

    private void Add(Locator? place, RefName name, string folder)
    {
        if (place is not null && StoredPart.TryOf(place, out var part))
        {
            owners.Add(part, name.ToString(), folder);
        }
    }

    private async ValueTask<Tree> HeadTreeAsync(CancellationToken cancellationToken)
    {
        var head = await lake.Logs.HeadAsync(RefName.Branch(lake.Identity.DefaultBranch).Log, cancellationToken).ConfigureAwait(false);
        return lake.TreeOf(head?.Entry.After is { } id ? await lake.Commits.ReadAsync(id, cancellationToken).ConfigureAwait(false) : lake.RootCommit);
    }
}
