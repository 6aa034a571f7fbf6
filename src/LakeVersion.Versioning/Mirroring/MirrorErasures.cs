using LakeVersion.Storage;
using LakeVersion.Versioning.Collection.Marking;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Erases in a mirror what was erased in its lake, wherever the mirror has it, and then brings the entries that say so.</summary>
/// <remarks>
/// 1. What the mirror has of content whose order it has not came before the order: whatever was stored again since comes with commits of this run or
/// a later one, behind the entries. So it is enough, and right, to take everything that has the digest. 2. Where the mirror has the order (another
/// run was quicker, or the lake's second look takes more of what it was about), what was stored again may be there too: then what the log names
/// goes, what this run wrote before it knew of the order, and what is zeros in the lake. 3. What else is there and not in the lake, in packs of the
/// mirror's own, may be either: where more of it has to go, the run is refused. 4. The end of an erasure is a second look here too, at the places
/// that the log names. A run that stops before the entries does it again.
/// </remarks>
internal sealed class MirrorErasures(LakeStore source, MirrorTarget target, EntryPublisher publisher, MirrorTally tally)
{
    private static readonly ErasureOptions Options = new() { Author = "" };

    /// <summary>Erases what is new in the lake's log.</summary>
    /// <param name="erased">All that was erased.</param>
    /// <param name="earlier">What this run wrote until now: it may hold what newer entries erase.</param>
    /// <param name="part">What of the lake.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many entries of the log were brought.</returns>
    /// <exception cref="LakeException">Corrupt: a pack cannot be looked through. Conflict: what has to go cannot be told from what was stored again.</exception>
    public async ValueTask<long> ReplayAsync(ErasedPlaces erased, EarlierRounds earlier, MirrorPart? part, CancellationToken cancellationToken)
    {
        var log = RefName.Erasures.Log;
        var has = await HasAsync(cancellationToken).ConfigureAwait(false);
        var from = Math.Min(has, earlier.First) + 1;
        if (from > erased.Newest)
        {
            return 0;
        }

        var fresh = await source.Logs.RangeAsync(log, from, erased.Newest, cancellationToken).ConfigureAwait(false);
        var ordered = new List<ErasedContent>();
        var orders = new Dictionary<ContentHash, Order>();
        var ended = new HashSet<long>();
        foreach (var entry in fresh.Select(stored => stored.Entry).Where(entry => !entry.IsMark))
        {
            var record = entry.Erasure!;
            if (entry.Op == LogOperation.Erased)
            {
                ended.Add(record.Of!.Value);
                continue;
            }

            ordered.AddRange(record.Contents);
            foreach (var content in record.Contents)
            {
                var start = erased.StartOf(record.Of ?? entry.N, content.Sha256);
                orders[content.Sha256] = new Order(Math.Max(start, orders.GetValueOrDefault(content.Sha256)?.Start ?? 0), entry.N);
            }
        }

        await TakeAsync(ordered, orders, erased, earlier, cancellationToken).ConfigureAwait(false);
        var looked = await SearchAsync([.. erased.Erasures.Where(erasure => ended.Contains(erasure.N)).SelectMany(erasure => erasure.Contents)], cancellationToken).ConfigureAwait(false);
        await EraseAsync(looked.Places.Where(place => erased.At(place.Part) is not null), earlier, cancellationToken).ConfigureAwait(false); // 4

        var plan = new LogPlan(log, has + 1, erased.Newest, part?.Logs.GetValueOrDefault(log));
        tally.ExpectEntries(plan.Count);
        await publisher.BringAsync(plan, cancellationToken).ConfigureAwait(false);
        return plan.Count;
    }

    private ValueTask<long> HasAsync(CancellationToken cancellationToken) => NumberedKey.NewestAsync(target.Store, RefName.Erasures.Log, cancellationToken);

    private async ValueTask TakeAsync(
        List<ErasedContent> contents, Dictionary<ContentHash, Order> orders, ErasedPlaces erased, EarlierRounds earlier, CancellationToken cancellationToken)
    {
        var found = await SearchAsync(contents, cancellationToken).ConfigureAwait(false);

        // Looked at after the search: what was found came before an entry that is not there by now.
        var has = await HasAsync(cancellationToken).ConfigureAwait(false);
        var taken = new List<FoundPlace>();
        FoundPlace? doubtful = null;
        foreach (var place in found.Places)
        {
            var order = orders[place.Sha256];
            var knew = earlier.Knew(place);
            if (order.Start > has || erased.At(place.Part) is not null || order.Start > knew)
            {
                taken.Add(place); // 1, 2
            }
            else if (await place.IsThereAsync(target.Store, cancellationToken).ConfigureAwait(false) && !await place.IsThereAsync(source.Uncached, cancellationToken).ConfigureAwait(false))
            {
                if (await IsErasedAsync(place, cancellationToken).ConfigureAwait(false))
                {
                    taken.Add(place); // 2
                }
                else if (order.Newest > has || order.Newest > knew)
                {
                    doubtful = place; // 3
                }
            }
        }

        await EraseAsync(taken, earlier, cancellationToken).ConfigureAwait(false);
        if (found.Unread.FirstOrDefault() is { } unread)
        {
            throw LakeException.Corrupt($"{target.Store.Name} has a pack that cannot be looked through, so what was erased may be left there. Mirror to an empty place, and delete this one. {unread}");
        }

        if (doubtful is not null)
        {
            throw LakeException.Conflict(
                $"{target.Store.Name} has content with SHA-256 {doubtful.Sha256} in {doubtful.Place.Describe()}, which {source.Store.Name} has not, and more of it was erased there. "
                + "Whether it has to go too, or was stored again since, cannot be told. Mirror to an empty place, and delete this one.");
        }
    }

    // In a pack that the lake has as well only an erasure leaves zeros; where it lacks the pack, it may have lost it.
    private async ValueTask<bool> IsErasedAsync(FoundPlace place, CancellationToken cancellationToken) =>
        !place.Part.IsObject && await source.Uncached.GetRangeAsync(place.Place.ToKey(), place.Place.Offset, (int)place.Place.Length, cancellationToken).ConfigureAwait(false) is { Length: > 0 };

    // With the places that orders name, though the store has no directory that does.
    private async ValueTask<FoundContents> SearchAsync(List<ErasedContent> contents, CancellationToken cancellationToken)
    {
        var found = new FoundContents(contents.Select(content => content.Sha256).ToHashSet());
        foreach (var content in contents)
        {
            found.Add(content.Sha256, content.SizeBytes);
            foreach (var place in content.Places)
            {
                found.Add(content.Sha256, content.SizeBytes, place, null);
            }
        }

        if (contents.Count > 0)
        {
            await new StoredSearch(target.Store, Options).RunAsync(found, cancellationToken).ConfigureAwait(false);
        }

        return found;
    }

    // A pack is put back as it was read, but for what goes: another run, which knows more, may have taken more of it meanwhile.
    private async ValueTask EraseAsync(IEnumerable<FoundPlace> places, EarlierRounds earlier, CancellationToken cancellationToken)
    {
        var all = places.ToList();
        foreach (var place in all)
        {
            earlier.Writes(place.Part);
        }

        var parts = all.ToLookup(place => place.Part.Whole, place => place.Part);
        var eraser = new PlaceEraser(target.Store, target.Store, (whole, _) => ValueTask.FromResult<IReadOnlyList<StoredPart>>([.. parts[whole]]), Options);
        await eraser.RunAsync(parts.Select(group => group.Key), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the log says of a content last.</summary>
    /// <param name="Start">The entry that ordered it first, for the newest erasure of it.</param>
    /// <param name="Newest">The newest entry that names places of it.</param>
    private sealed record Order(long Start, long Newest);
}
