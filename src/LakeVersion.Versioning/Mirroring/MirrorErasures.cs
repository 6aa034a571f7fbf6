using LakeVersion.Storage;
using LakeVersion.Versioning.Collection.Marking;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Erases in a mirror what was erased in its lake, wherever the mirror has it, and then brings the entries that say so.</summary>
/// <remarks>
/// 1. All that the mirror has of content that is erased for the first time came before the erasure: whatever was stored again since comes with
/// commits of this run or a later one, behind the entries. So it is enough, and right, to take everything that has the digest. 2. The lake's second
/// look may take more of it later, when the mirror has what was stored again too: then only those places go that the log names, or that are the
/// mirror's own while the lake has nothing of the content any more. 3. The end of an erasure is a second look here too, at what a run that was
/// killed, or that did not know of it, brought late. A run that stops before the entries does it again.
/// </remarks>
internal sealed class MirrorErasures(LakeStore source, MirrorTarget target, EntryPublisher publisher, MirrorTally tally)
{
    private static readonly ErasureOptions Options = new() { Author = "" };

    /// <summary>Erases what is new in the lake's log.</summary>
    /// <param name="erased">All that was erased.</param>
    /// <param name="known">The newest entry of the log that this run went by so far: what it brought may hold what later ones erase.</param>
    /// <param name="part">What of the lake.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many entries of the log were brought.</returns>
    /// <exception cref="LakeException">Corrupt: a pack cannot be looked through. Conflict: what has to go cannot be told from what was stored again.</exception>
    public async ValueTask<long> ReplayAsync(ErasedPlaces erased, long known, MirrorPart? part, CancellationToken cancellationToken)
    {
        var log = RefName.Erasures.Log;
        var has = await NumberedKey.NewestAsync(target.Store, log, cancellationToken).ConfigureAwait(false);
        var from = Math.Min(has, known) + 1;
        if (from > erased.Newest)
        {
            return 0;
        }

        var before = from == 1 ? ErasedPlaces.None : ErasedPlaces.None.With(await source.Logs.RangeAsync(log, 1, from - 1, cancellationToken).ConfigureAwait(false));
        var fresh = await source.Logs.RangeAsync(log, from, erased.Newest, cancellationToken).ConfigureAwait(false);
        var (first, more, ended) = (new List<ErasedContent>(), new List<ErasedContent>(), new List<ErasedContent>());
        foreach (var entry in fresh.Select(stored => stored.Entry).Where(entry => !entry.IsMark))
        {
            var record = entry.Erasure!;
            if (entry.Op == LogOperation.Erased)
            {
                ended.AddRange(before.Erasures.Where(erasure => erasure.N == record.Of).SelectMany(erasure => erasure.Contents));
                continue;
            }

            foreach (var content in record.Contents)
            {
                (record.Of is not null && before.Of(content.Sha256) is not null ? more : first).Add(content);
            }
        }

        await TakeAllAsync(first, cancellationToken).ConfigureAwait(false);
        await TakeAsync(more, erased, isOrder: true, cancellationToken).ConfigureAwait(false);
        await TakeAsync(ended, erased, isOrder: false, cancellationToken).ConfigureAwait(false);

        var plan = new LogPlan(log, has + 1, erased.Newest, part?.Logs.GetValueOrDefault(log));
        tally.Expect(plan.Count);
        await publisher.BringAsync(plan, cancellationToken).ConfigureAwait(false);
        return plan.Count;
    }

    // 1
    private async ValueTask TakeAllAsync(List<ErasedContent> contents, CancellationToken cancellationToken)
    {
        if (contents.Count > 0)
        {
            var found = await SearchAsync(target.Store, contents, cancellationToken).ConfigureAwait(false);
            await EraseAsync(found.Places, cancellationToken).ConfigureAwait(false);
            CheckWhole(found);
        }
    }

    // 2, 3: an order has to be carried out whole, a look takes what is certain.
    private async ValueTask TakeAsync(List<ErasedContent> contents, ErasedPlaces erased, bool isOrder, CancellationToken cancellationToken)
    {
        if (contents.Count == 0)
        {
            return;
        }

        var found = await SearchAsync(target.Store, contents, cancellationToken).ConfigureAwait(false);
        var named = found.Places.ToLookup(place => erased.At(place.Part) is not null);
        await EraseAsync(named[true], cancellationToken).ConfigureAwait(false);
        CheckWhole(found);
        var own = await ReadableAsync(target.Store, named[false], cancellationToken).ConfigureAwait(false);
        if (own.Count == 0)
        {
            return;
        }

        var inLake = (await SearchAsync(source.Uncached, contents, cancellationToken).ConfigureAwait(false)).Places.Where(place => erased.At(place.Part) is null);
        var kept = await ReadableAsync(source.Uncached, inLake, cancellationToken).ConfigureAwait(false);
        var digests = kept.Select(place => place.Sha256).ToHashSet();
        var parts = kept.Select(place => place.Part).ToHashSet();
        await EraseAsync(own.Where(place => !digests.Contains(place.Sha256)), cancellationToken).ConfigureAwait(false);
        if (isOrder && own.FirstOrDefault(place => digests.Contains(place.Sha256) && !parts.Contains(place.Part)) is { } doubtful)
        {
            throw LakeException.Conflict(
                $"{target.Store.Name} has content with SHA-256 {doubtful.Sha256} in {doubtful.Place.Describe()}. More of it was erased in {source.Store.Name}, which also holds it anew, "
                + "and the mirror packed it in its own way, so that one cannot be told from the other there. Mirror to an empty place, and delete this one.");
        }
    }

    // With the places that orders name, though the store has no directory that does.
    private static async ValueTask<FoundContents> SearchAsync(IObjectStore store, List<ErasedContent> contents, CancellationToken cancellationToken)
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

        await new StoredSearch(store, Options).RunAsync(found, cancellationToken).ConfigureAwait(false);
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

    // Directories name what was taken too; of a block that was, zeros are left.
    private static async ValueTask<List<FoundPlace>> ReadableAsync(IObjectStore store, IEnumerable<FoundPlace> places, CancellationToken cancellationToken)
    {
        var readable = new List<FoundPlace>();
        foreach (var place in places)
        {
            var isThere = place.Part.Whole.IsObject
                ? await store.StatAsync(place.Place.ToKey(), cancellationToken).ConfigureAwait(false) is not null
                : (await store.GetRangeAsync(place.Place.ToKey(), place.Place.Offset, (int)place.Place.Length, cancellationToken).ConfigureAwait(false))?.Span.ContainsAnyExcept((byte)0) == true;
            if (isThere)
            {
                readable.Add(place);
            }
        }

        return readable;
    }
}
