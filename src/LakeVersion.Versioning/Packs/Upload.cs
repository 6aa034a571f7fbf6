using LakeVersion.Storage;
using LakeVersion.Versioning.Content;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Packs;

/// <summary>All that one transaction stores besides its commit record: nodes and small content in packs, larger content in objects.</summary>
/// <remarks>
/// Every place is known when the call that adds something returns; what waits in the pack that is still being filled is read
/// from memory through <see cref="Nodes"/> and <see cref="Content"/>. <see cref="FlushAsync"/> must return before any place is
/// published. Keys hold the transaction's id, so that no other writer's objects are ever replaced or relied on. Safe for
/// concurrent use. Nothing is cleaned up where a transaction is dropped: the collector does that.
/// </remarks>
public sealed class Upload : IRangeSource, IDisposable
{
    private readonly IObjectStore store;
    private readonly IOutsideContent? outside;
    private readonly SemaphoreSlim packing = new(1, 1);
    private readonly Lock gate = new();
    private readonly List<StoreKey> keys = [];
    private readonly SortedSet<uint> epochs = [];
    private StagedPack? staged;
    private uint nextSequence;
    private uint epoch;
    private volatile bool disposed;

    /// <summary>Begins the uploads of a transaction; nothing is stored yet.</summary>
    /// <param name="store">The lake's store.</param>
    /// <param name="transactionId">The transaction, which must have no other upload session.</param>
    /// <param name="epoch">The epoch of all new keys: max(the store's epoch, newest sweepMax + 1).</param>
    /// <param name="cache">The lake's node cache; null gives the session its own.</param>
    /// <param name="firstSequence">The first free number, where a transaction goes on that stored things before.</param>
    /// <param name="outside">Reads what lies outside the lake; null where nobody does.</param>
    public Upload(IObjectStore store, Id128 transactionId, uint epoch, NodeCache? cache = null, uint firstSequence = 0, IOutsideContent? outside = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        this.store = store;
        this.epoch = epoch;
        this.outside = outside;
        TransactionId = transactionId;
        nextSequence = firstSequence;
        Nodes = new NodeSource(this, cache ?? new NodeCache());
        Content = new ContentReader(this);
    }

    /// <summary>The transaction that all keys name.</summary>
    public Id128 TransactionId { get; }

    /// <summary>Reads nodes of the lake, those of this session included.</summary>
    public NodeSource Nodes { get; }

    /// <summary>Reads content of the lake, that of this session included.</summary>
    public ContentReader Content { get; }

    /// <summary>Tells why content cannot be read; null for nobody.</summary>
    internal ErasureLog? Erasures { get; init; }

    /// <summary>What was erased when the session began: content at these places is stored anew, never taken for held.</summary>
    internal ErasedPlaces Erased { get; init; } = ErasedPlaces.None;

    /// <summary>The epochs of the keys that were stored, or tried, ascending: what must still be younger than a later sweep.</summary>
    public IReadOnlyList<uint> Epochs
    {
        get
        {
            lock (gate)
            {
                return [.. epochs];
            }
        }
    }

    /// <summary>The keys that were stored, or tried, in that order.</summary>
    public IReadOnlyList<StoreKey> Keys
    {
        get
        {
            lock (gate)
            {
                return [.. keys];
            }
        }
    }

    /// <summary>The first number that no key of the transaction has; a later session of the same transaction begins there.</summary>
    public uint NextSequence
    {
        get
        {
            lock (gate)
            {
                return nextSequence;
            }
        }
    }

    /// <summary>Stores content and returns its entry: size, digests and place. See <see cref="ContentWriter"/> for how.</summary>
    /// <param name="content">Read from where it stands to its end; not disposed.</param>
    /// <param name="known">
    /// The entry that the tree holds at the path, if any. Where its content turns out equal nothing is stored, and the returned
    /// entry has its places; for 1 MiB or more this takes a stream that can seek, which is then read twice if it differs.
    /// </param>
    /// <param name="cancellationToken">Cancels the call; what was stored until then stays unused.</param>
    public ValueTask<TreeEntry> AddContentAsync(
        Stream content, TreeEntry? known = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        CheckOpen();
        return ContentWriter.WriteAsync(this, content, IsErased(known) ? null : known, cancellationToken);
    }

    /// <summary>Stores content that is in memory, which belongs to the caller again when the call returns.</summary>
    public ValueTask<TreeEntry> AddContentAsync(
        ReadOnlyMemory<byte> content, TreeEntry? known = null, CancellationToken cancellationToken = default)
    {
        CheckOpen();
        return ContentWriter.WriteAsync(this, content, IsErased(known) ? null : known, cancellationToken);
    }

    /// <summary>Registers content that stays where it is: reads it once for its digests. Nothing but a chunk list is stored.</summary>
    /// <param name="content">The content that the identity names, to its end; not disposed.</param>
    /// <param name="identity">Where it is, with its store's tag.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public ValueTask<TreeEntry> AddOutsideAsync(Stream content, ExternalIdentity identity, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(identity);
        CheckOpen();
        return ContentWriter.RegisterAsync(this, content, identity, cancellationToken);
    }

    /// <summary>Gives all keys from now on another epoch; what waits in the pack is stored in the old one first.</summary>
    public async ValueTask MoveToEpochAsync(uint newEpoch, CancellationToken cancellationToken = default)
    {
        await packing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await StorePackAsync(cancellationToken).ConfigureAwait(false);
            lock (gate)
            {
                epoch = newEpoch;
            }
        }
        finally
        {
            packing.Release();
        }
    }

    /// <summary>Stores what waits in the pack. When it returns, all that was added before survives a crash. It may be called again.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        await packing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await StorePackAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            packing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        disposed = true;
        packing.Dispose();
    }

    /// <summary>Adds a block to the pack, and stores the pack first where it would pass 64 MiB.</summary>
    internal async ValueTask<Locator> AddBlockAsync(
        BlockType type, byte[] block, ContentHash digest, CancellationToken cancellationToken)
    {
        await packing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (staged is { } full && !full.Builder.Fits(block.Length))
            {
                await StorePackAsync(cancellationToken).ConfigureAwait(false);
            }

            var pack = staged ??= OpenPack();
            return pack.Place(pack.Builder.Add(type, block, digest), block.Length);
        }
        finally
        {
            packing.Release();
        }
    }

    /// <summary>Stores an object from a stream; its length is what the store read.</summary>
    internal async ValueTask<Locator> AddObjectAsync(Stream content, CancellationToken cancellationToken)
    {
        var place = NextPlace(Room.Object);
        var length = await store.PutAsync(place.ToKey(), content, cancellationToken).ConfigureAwait(false);
        return place with { Length = length };
    }

    /// <summary>Stores an object from memory.</summary>
    internal async ValueTask<Locator> AddObjectAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var place = NextPlace(Room.Object);
        await store.PutAsync(place.ToKey(), content, cancellationToken).ConfigureAwait(false);
        return place with { Length = content.Length };
    }

    IOutsideContent? IRangeSource.Outside => outside;

    // Nothing is uploaded to a mirror but by mirroring, which reads nothing that was left out.
    LakeLineage? IRangeSource.Lineage => null;

    ErasureLog? IRangeSource.Erasures => Erasures;

    ValueTask<ReadOnlyMemory<byte>?> IRangeSource.GetRangeAsync(
        StoreKey key, long offset, int length, CancellationToken cancellationToken) =>
        Volatile.Read(ref staged) is { } pack && pack.Key == key
            ? ValueTask.FromResult<ReadOnlyMemory<byte>?>(pack.Builder.Read(offset, length))
            : store.GetRangeAsync(key, offset, length, cancellationToken);

    /// <summary>True where the bytes of an entry were erased before this session began: what is equal to it has to be stored again.</summary>
    public bool IsErased(TreeEntry? entry) => entry?.Place is { } place && Erased.At(place) is not null;

    private void CheckOpen()
    {
        if (disposed)
        {
            throw LakeException.Invalid("The transaction has ended and takes no more content; begin a new one.");
        }
    }

    private StagedPack OpenPack()
    {
        var place = NextPlace(Room.Pack);
        return new StagedPack(place, place.ToKey(), new PackBuilder());
    }

    // A pack whose upload failed stays staged, so that the next try stores the same bytes under the same key.
    private async ValueTask StorePackAsync(CancellationToken cancellationToken)
    {
        if (staged is { } pack)
        {
            await store.PutAsync(pack.Key, pack.Builder.Finish(), cancellationToken).ConfigureAwait(false);
            staged = null;
        }
    }

    // The key is noted before the request: a put that fails here may still take effect at the store.
    private Locator NextPlace(Room room)
    {
        lock (gate)
        {
            var place = Locator.Stored(room, epoch, TransactionId, nextSequence, 0, 0);
            nextSequence = checked(nextSequence + 1);
            keys.Add(place.ToKey());
            epochs.Add(epoch);
            return place;
        }
    }

    private sealed record StagedPack(Locator Start, StoreKey Key, PackBuilder Builder)
    {
        public Locator Place(long offset, long length) => Start with { Offset = offset, Length = length };
    }
}
