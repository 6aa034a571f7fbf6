using LakeVersion.Storage;
using LakeVersion.Versioning.Collection.Marking;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Erasing;

/// <summary>What a search finds of the contents that it looks for. Safe for concurrent use.</summary>
internal sealed class FoundContents(IReadOnlySet<ContentHash> wanted)
{
    private readonly Lock gate = new();
    private readonly Dictionary<ContentHash, long> sizes = [];
    private readonly Dictionary<StoredPart, FoundPlace> places = [];
    private readonly SortedDictionary<string, ContentHash> paths = new(Utf8Order.Comparer);
    private readonly SortedSet<string> outside = new(StringComparer.Ordinal);
    private readonly SortedSet<string> unread = new(StringComparer.Ordinal);

    public IReadOnlySet<ContentHash> Wanted => wanted;

    /// <summary>Every place, once.</summary>
    public IReadOnlyCollection<FoundPlace> Places => places.Values;

    /// <summary>Every path at which some state holds one of the contents, with one of them.</summary>
    public IReadOnlyDictionary<string, ContentHash> Paths => paths;

    public IReadOnlyCollection<string> Outside => outside;

    public IReadOnlyCollection<string> Unread => unread;

    /// <summary>The size of a content; null where it was found nowhere.</summary>
    public long? SizeOf(ContentHash sha256) => sizes.TryGetValue(sha256, out var size) ? size : null;

    /// <summary>Takes the size of a content that is known from elsewhere.</summary>
    public void Add(ContentHash sha256, long sizeBytes)
    {
        lock (gate)
        {
            sizes[sha256] = sizeBytes;
        }
    }

    public void Add(ContentHash sha256, long sizeBytes, Locator place, DateTimeOffset? stored)
    {
        lock (gate)
        {
            sizes[sha256] = sizeBytes;
            if (StoredPart.TryOf(place, out var part))
            {
                places[part] = new FoundPlace(sha256, part, place, stored ?? places.GetValueOrDefault(part)?.Stored);
            }
        }
    }

    public void AddPath(string path, ContentHash sha256)
    {
        lock (gate)
        {
            paths[path] = sha256;
        }
    }

    public void AddOutside(string uri)
    {
        lock (gate)
        {
            outside.Add(uri);
        }
    }

    public void AddUnread(string what)
    {
        lock (gate)
        {
            unread.Add(what);
        }
    }
}

/// <summary>A place that holds, or held, wanted content.</summary>
/// <param name="Sha256">The content.</param>
/// <param name="Part">The place.</param>
/// <param name="Place">The place, as a locator.</param>
/// <param name="Stored">When the pack or object was stored, by the store's clock; null where only trees name it.</param>
internal sealed record FoundPlace(ContentHash Sha256, StoredPart Part, Locator Place, DateTimeOffset? Stored)
{
    /// <summary>False where it was taken: directories of packs name that too, and zeros are left of a block.</summary>
    public async ValueTask<bool> IsThereAsync(IObjectStore store, CancellationToken cancellationToken) => Part.IsObject
        ? await store.StatAsync(Place.ToKey(), cancellationToken).ConfigureAwait(false) is not null
        : (await store.GetRangeAsync(Place.ToKey(), Place.Offset, (int)Place.Length, cancellationToken).ConfigureAwait(false))?.Span.ContainsAnyExcept((byte)0) == true;
}
