using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Erasing;

/// <summary>Reads the log of erasures, each entry once. Safe for concurrent use.</summary>
/// <remarks>Readers come here only where content cannot be read: a lake in which nothing was erased, and content that is there, cost nothing.</remarks>
internal sealed class ErasureLog(LogReader logs, LakeLineage lineage)
{
    private ErasedPlaces known = ErasedPlaces.None;

    /// <summary>What is erased now. One listing, and what is new of the log.</summary>
    /// <exception cref="LakeException">Corrupt: an entry is missing or damaged.</exception>
    public async ValueTask<ErasedPlaces> CurrentAsync(CancellationToken cancellationToken)
    {
        var log = RefName.Erasures.Log;
        var before = Volatile.Read(ref known);
        if (await logs.HeadAsync(log, cancellationToken).ConfigureAwait(false) is not { Entry.N: var newest } || newest <= before.Newest)
        {
            return before;
        }

        var now = before.With(await logs.RangeAsync(log, before.Newest + 1, newest, cancellationToken).ConfigureAwait(false));
        Volatile.Write(ref known, now);
        return now;
    }

    /// <summary>Why content cannot be read, where that is because it was erased; null where it is damage.</summary>
    /// <param name="entry">The entry whose content it is.</param>
    /// <param name="place">Where it was looked for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<LakeException?> ExplainAsync(TreeEntry entry, Locator place, CancellationToken cancellationToken) =>
        place.Room is Room.Pack or Room.Object
            ? Find(await CurrentAsync(cancellationToken).ConfigureAwait(false), entry.Sha256, place)?.Tell(entry.Sha256, entry.SizeBytes)
            : null;

    /// <summary>The erasure that took content from a place.</summary>
    /// <remarks>A mirror that packs anew has places of its own, which no entry names; nothing but the lake's erasures takes content there.</remarks>
    public KnownErasure? Find(ErasedPlaces erased, ContentHash? sha256, Locator place) =>
        erased.At(place) ?? (lineage.Mark is not null && sha256 is { } digest ? erased.Of(digest) : null);
}
