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
/// a later one, behind the entries. So it is enough, and right, to take everything that has the digest. 2. Where another run brought the order
/// meanwhile, what was stored again may be there too: then what this run itself brought goes, and what the log names. 3. Likewise where the lake's
/// second look takes more of what an order was about. A pack of the mirror's own may then hold either, and nothing tells which: the run is refused.
/// 4. The end of an erasure is a second look here too, at the places that the log names. A run that stops before the entries does it again.
/// </remarks>
internal sealed class MirrorErasures(LakeStore source, MirrorTarget target, EntryPublisher publisher, MirrorTally tally)
{
    private static readonly ErasureOptions Options = new() { Author = "" };

    /// <summary>Erases what is new in the lake's log.</summary>
    /// <param name="erased">All that was erased.</param>
    /// <param name="earlier">What this run brought until now, if anything: it may hold what newer entries erase.</param>
    /// <param name="part">What of the lake.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many entries of the log were brought.</returns>
    /// <exception cref="LakeException">Corrupt: a pack cannot be looked through. Conflict: what has to go cannot be told from what was stored again.</exception>
    public async ValueTask<long> ReplayAsync(ErasedPlaces erased, EarlierRounds earlier, MirrorPart? part, CancellationToken cancellationToken)
    {
        var log = RefName.Erasures.Log;
        var has = await HasAsync(cancellationToken).ConfigureAwait(false);
        var from = Math.Min(has, earlier.Erasures) + 1;
        if (from > erased.Newest)
        {
            return 0;
        }

        var before = from == 1 ? ErasedPlaces.None : ErasedPlaces.None.With(await source.Logs.RangeAsync(log, 1, from - 1, cancellationToken).ConfigureAwait(false));
        var fresh = await source.Logs.RangeAsync(log, from, erased.Newest, cancellationToken).ConfigureAwait(false);
        var (orders, more, ended) = (new List<Order>(), new List<ErasedContent>(), new List<ErasedContent>());
        foreach (var entry in fresh.Select(stored => stored.Entry).Where(entry => !entry.IsMark))
        {
            var record = entry.Erasure!;
            var known = before.Erasures.FirstOrDefault(erasure => erasure.N == record.Of)?.Contents ?? [];
            if (entry.Op == LogOperation.Erased)
            {
                ended.AddRange(known);
                continue;
            }

            var digests = known.Select(content => content.Sha256).ToHashSet();
            more.AddRange(record.Contents.Where(content => digests.Contains(content.Sha256)));
            orders.AddRange(record.Contents.Where(content => !digests.Contains(content.Sha256)).Select(content => new Order(entry.N, content)));
        }

        await OrderAsync(orders, erased, earlier, cancellationToken).ConfigureAwait(false);
        await MoreAsync(more, erased, cancellationToken).ConfigureAwait(false);
        await EraseAsync((await SearchAsync(ended, cancellationToken).ConfigureAwait(false)).Places.Where(place => erased.At(place.Part) is not null), cancellationToken).ConfigureAwait(false); // 4

        var plan = new LogPlan(log, has + 1, erased.Newest, part?.Logs.GetValueOrDefault(log));
        tally.ExpectEntries(plan.Count);
        await publisher.BringAsync(plan, cancellationToken).ConfigureAwait(false);
        return plan.Count;
    }

    private ValueTask<long> HasAsync(CancellationToken cancellationToken) => NumberedKey.NewestAsync(target.Store, RefName.Erasures.Log, cancellationToken);

    private async ValueTask OrderAsync(List<Order> orders, ErasedPlaces erased, EarlierRounds earlier, CancellationToken cancellationToken)
    {
        var newest = orders.GroupBy(order => order.Content.Sha256).ToDictionary(group => group.Key, group => group.Max(order => order.N));
        var found = await SearchAsync([.. orders.Select(order => order.Content)], cancellationToken).ConfigureAwait(false);

        // Looked at after the search: what was found came before an entry that is not there by now.
        var has = await HasAsync(cancellationToken).ConfigureAwait(false);
        await EraseAsync(
            found.Places.Where(place => newest[place.Sha256] > has // 1
                || erased.At(place.Part) is not null || earlier.Uploads.Contains(place.Place.TransactionId)), // 2
            cancellationToken).ConfigureAwait(false);
        CheckWhole(found);
    }

    // 3
    private async ValueTask MoreAsync(List<ErasedContent> contents, ErasedPlaces erased, CancellationToken cancellationToken)
    {
        var found = await SearchAsync(contents, cancellationToken).ConfigureAwait(false);
        var named = found.Places.ToLookup(place => erased.At(place.Part) is not null);
        await EraseAsync(named[true], cancellationToken).ConfigureAwait(false);
        CheckWhole(found);
        foreach (var place in named[false])
        {
            if (await place.IsThereAsync(target.Store, cancellationToken).ConfigureAwait(false) && !await place.IsThereAsync(source.Uncached, cancellationToken).ConfigureAwait(false))
            {
                throw LakeException.Conflict(
                    $"{target.Store.Name} has content with SHA-256 {place.Sha256} in {place.Place.Describe()}, and more of it was erased in {source.Store.Name}. "
                    + "The mirror packed it in its own way, so that it cannot be told from what was stored again since. Mirror to an empty place, and delete this one.");
            }
        }
    }

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

    private void CheckWhole(FoundContents found)
    {
        if (found.Unread.FirstOrDefault() is { } unread)
        {
            throw LakeException.Corrupt($"{target.Store.Name} has a pack that cannot be looked through, so what was erased may be left there. Mirror to an empty place, and delete this one. {unread}");
        }
    }

    private async ValueTask EraseAsync(IEnumerable<FoundPlace> places, CancellationToken cancellationToken)
    {
        var parts = places.ToLookup(place => place.Part.Whole, place => place.Part);
        var eraser = new PlaceEraser(target.Store, target.Store, (whole, _) => ValueTask.FromResult<IReadOnlyList<StoredPart>>([.. parts[whole]]), Options);
        await eraser.RunAsync(parts.Select(group => group.Key), cancellationToken).ConfigureAwait(false);
    }

    private sealed record Order(long N, ErasedContent Content);
}
