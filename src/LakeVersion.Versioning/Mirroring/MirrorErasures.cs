using LakeVersion.Storage;
using LakeVersion.Versioning.Collection.Marking;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Erases in a mirror what was erased in its lake, wherever the mirror has it, and then brings the entries that say so.</summary>
/// <remarks>
/// All that the mirror has of the content by then came before the erasure: whatever was stored again since comes with commits of this run or a
/// later one, behind the entries. So it is enough, and right, to take everything that has the digest. A run that stops before the entries does it again.
/// </remarks>
internal sealed class MirrorErasures(LakeStore source, MirrorTarget target, EntryPublisher publisher, MirrorTally tally)
{
    /// <summary>Erases what is new in the lake's log.</summary>
    /// <returns>How many entries of the log were brought.</returns>
    public async ValueTask<long> ReplayAsync(ErasedPlaces erased, MirrorPart? part, CancellationToken cancellationToken)
    {
        var log = RefName.Erasures.Log;
        var has = await NumberedKey.NewestAsync(target.Store, log, cancellationToken).ConfigureAwait(false);
        var plan = new LogPlan(log, has + 1, erased.Newest, part?.Logs.GetValueOrDefault(log));
        if (plan.Count == 0)
        {
            return 0;
        }

        var contents = (await source.Logs.RangeAsync(log, plan.From, plan.To, cancellationToken).ConfigureAwait(false))
            .SelectMany(stored => stored.Entry.Erasure?.Contents ?? []).ToList();
        await EraseAsync(contents, cancellationToken).ConfigureAwait(false);
        tally.Expect(plan.Count);
        await publisher.BringAsync(plan, cancellationToken).ConfigureAwait(false);
        return plan.Count;
    }

    private async ValueTask EraseAsync(List<ErasedContent> contents, CancellationToken cancellationToken)
    {
        var options = new ErasureOptions { Author = "" };
        var found = new FoundContents(contents.Select(content => content.Sha256).ToHashSet());
        foreach (var content in contents)
        {
            found.Add(content.Sha256, content.SizeBytes);
            foreach (var place in content.Places)
            {
                found.Add(content.Sha256, content.SizeBytes, place, null);
            }
        }

        await new StoredSearch(target.Store, options).RunAsync(found, cancellationToken).ConfigureAwait(false);
        var parts = found.Places.ToLookup(place => place.Part.Whole, place => place.Part);
        var eraser = new PlaceEraser(target.Store, target.Store, (whole, _) => ValueTask.FromResult<IReadOnlyList<StoredPart>>([.. parts[whole]]), options);
        await eraser.RunAsync(parts.Select(group => group.Key), cancellationToken).ConfigureAwait(false);
        if (found.Unread.FirstOrDefault() is { } unread)
        {
            throw LakeException.Corrupt($"{target.Store.Name} has a pack that cannot be looked through, so what was erased may be left there. Mirror to an empty place, and delete this one. {unread}");
        }
    }
}
