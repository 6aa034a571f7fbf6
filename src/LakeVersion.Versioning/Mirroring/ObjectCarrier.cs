using LakeVersion.Storage;
using LakeVersion.Versioning.Collection.Marking;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Brings packs and objects into a mirror under their own keys, each byte checked on the way. Safe for concurrent use.</summary>
/// <remarks>
/// A key names its writer's transaction, so that whatever stands at it is the whole of it and the same everywhere: what is there is not
/// copied again, whoever brought it.
/// </remarks>
internal sealed class ObjectCarrier
{
    // A pack is in memory while it is checked: 64 MiB each at most.
    private const int PacksAtOnce = 3;
    private const int MostRemembered = 200_000;

    private readonly LakeStore source;
    private readonly IObjectStore target;
    private readonly ErasedPlaces erased;
    private readonly EarlierRounds earlier;
    private readonly MirrorTally tally;
    private readonly BoundedWork work;
    private readonly WorkSlots packs;
    private readonly Lock gate = new();
    private readonly HashSet<StoreKey> begun = [];

    public ObjectCarrier(LakeStore source, IObjectStore target, ErasedPlaces erased, EarlierRounds earlier, MirrorTally tally, BoundedWork work) =>
        (this.source, this.target, this.erased, this.earlier, this.tally, this.work, packs) = (source, target, erased, earlier, tally, work, new WorkSlots(source.Background, PacksAtOnce));

    /// <summary>Begins to bring the pack of a block; it is there when the work is drained.</summary>
    public ValueTask PackAsync(Locator block) => block.Room switch
    {
        Room.Pack => IsNew(block.ToKey()) ? work.StartAsync(token => CopyPackAsync(block, token)) : default,
        Room.Absent => throw source.Lineage.LeftOut("What is to be mirrored"),
        _ => throw LakeException.Corrupt($"A part of a tree is said to be in {block.Describe()}: expected a pack."),
    };

    /// <summary>Begins to bring an entry's content and chunk list; what lies outside the lake stays there.</summary>
    public async ValueTask ContentAsync(TreeEntry entry)
    {
        if (entry.ChunkListPlace is { } list)
        {
            await PackAsync(list).ConfigureAwait(false);
        }

        if (entry is not { External: null, Place: { } place } || place.Room == Room.External)
        {
            return;
        }

        if (place.Room == Room.Object)
        {
            await ObjectAsync(place, entry).ConfigureAwait(false);
        }
        else
        {
            await PackAsync(place).ConfigureAwait(false);
        }
    }

    /// <summary>Begins to bring the object that is an entry's content; what was erased is nowhere.</summary>
    public ValueTask ObjectAsync(Locator place, TreeEntry entry) =>
        erased.At(place) is null && IsNew(place.ToKey()) ? work.StartAsync(token => CopyObjectAsync(place.ToKey(), entry, token)) : default;

    // Forgetting costs a look at the mirror, no more.
    private bool IsNew(StoreKey key)
    {
        lock (gate)
        {
            if (begun.Count >= MostRemembered)
            {
                begun.Clear();
            }

            return begun.Add(key);
        }
    }

    private async Task CopyPackAsync(Locator block, CancellationToken cancellationToken)
    {
        var key = block.ToKey();
        if (await IsThereAsync(key, null, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        await packs.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var bytes = await source.Uncached.GetAsync(key, cancellationToken).ConfigureAwait(false)
                ?? throw LakeException.Corrupt($"{key} is missing in {source.Store.Name}: a tree that is mirrored names it. Look the lake over before it is mirrored.");
            await PackCheck.RunAsync(block, bytes, (item, place) => IsErased(item, place, bytes), cancellationToken).ConfigureAwait(false);

            // An erasure that is underway may have left what was ordered to go.
            var gone = StoredPart.TryOf(block, out var part) ? erased.PartsOf(part.Whole) : [];
            await target.PutAsync(key, PlaceEraser.Zeroed(bytes.Span, gone) ?? bytes, cancellationToken).ConfigureAwait(false);
            tally.Objects(1);
        }
        finally
        {
            packs.Release();
        }
    }

    private async Task CopyObjectAsync(StoreKey key, TreeEntry entry, CancellationToken cancellationToken)
    {
        if (await IsThereAsync(key, entry.SizeBytes, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            if (source.Lineage.Mark is not null && StoredPart.TryOf(entry.Place!, out var part))
            {
                earlier.Writes(part); // Of a lake that was never a mirror, the log names all places.
            }

            var content = await source.UncachedContent.OpenAsync(entry, cancellationToken).ConfigureAwait(false);
            var stream = content.AsStream();
            await using (stream.ConfigureAwait(false))
            {
                // The stream throws before its last bytes where they are not what the entry says; a put that fails leaves nothing.
                await target.PutAsync(key, stream, cancellationToken).ConfigureAwait(false);
                tally.Objects(1);
            }
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Expired && source.Erasures.Find(erased, entry.Sha256, entry.Place!) is not null)
        {
            // The source is a mirror that packed anew, or was one: its erasures name no place of its own.
        }
    }

    // Places of a mirror that packed anew are named by no erasure: there zeros are what is left.
    private bool IsErased(PackItem item, Locator place, ReadOnlyMemory<byte> pack) => erased.At(place) is not null
        || (item.Type == BlockType.Content && source.Erasures.Find(erased, item.Digest, place) is not null
            && !pack.Span.Slice((int)item.Offset, (int)item.Length).ContainsAnyExcept((byte)0));

    // A run that was killed may have left what would not survive a crash of the machine yet.
    private async ValueTask<bool> IsThereAsync(StoreKey key, long? size, CancellationToken cancellationToken)
    {
        if (await target.StatAsync(key, cancellationToken).ConfigureAwait(false) is not { } info || (size is { } expected && info.SizeBytes != expected))
        {
            return false;
        }

        await target.SettleAsync(key, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
